// A compiled message and how it is put together. Plain text stays a string; everything else is a
// list of parts: text, [parameter], or [parameter, cases, 1 for plural | 0 for select].

export type Message = string | Part[];
export type Part = string | [string] | [string, Record<string, Message>, 0 | 1];
export type Params = Record<string, string | number>;

function case_of(
  part: [string, Record<string, Message>, 0 | 1],
  value: string | number,
  language: string,
) {
  const [, cases, plural] = part;
  if (!plural) return cases[String(value)] ?? cases['other'];
  const exact = cases[`=${value}`];
  return exact ?? cases[new Intl.PluralRules(language).select(Number(value))] ?? cases['other'];
}

/** The text of a message. A parameter that was not given shows its name, so that a test finds it. */
export function put_together(message: Message, params: Params, language: string): string {
  if (typeof message === 'string') return message;
  return message
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = params[part[0]];
      if (value === undefined) return `{${part[0]}}`;
      if (part.length === 3)
        return put_together(case_of(part, value, language) ?? '', params, language);
      return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
    })
    .join('');
}
