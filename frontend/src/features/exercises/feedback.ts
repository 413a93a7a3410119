// Feedback made in the browser from the author's templates: the first rule that holds is said.
// Nothing a person wrote leaves the device for this.

import { all_piles, items_in, read_items, type Pile } from './control_piles.ts';

export type Condition =
  | { field: string; at_least: number }
  | { field: string; at_most: number }
  | { field: string; below: number }
  | { field: string; lower_than: string }
  | { field: string; filled: boolean }
  | { pile: Pile; empty: boolean }
  | { always: true };

export interface FeedbackRule {
  when: Condition;
  say: string;
}

/** What a person has written, by field id. */
export type Answers = Readonly<Record<string, string>>;

function answer_of(answers: Answers, field: string): string {
  return (answers[field] ?? '').trim();
}

function number_of(answers: Answers, field: string): number | undefined {
  const text = answer_of(answers, field);
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? undefined : value;
}

function pile_of(answers: Answers, pile: Pile): string[] {
  return items_in(read_items(answer_of(answers, 'items')), pile).map((item) => item.text);
}

/** True where the condition is met. An unanswered field meets no comparison. */
export function holds(condition: Condition, answers: Answers): boolean {
  if ('always' in condition) return true;
  if ('pile' in condition) {
    return (pile_of(answers, condition.pile).length === 0) === condition.empty;
  }
  if ('filled' in condition) {
    return (answer_of(answers, condition.field) !== '') === condition.filled;
  }
  const value = number_of(answers, condition.field);
  if (value === undefined) return false;
  if ('lower_than' in condition) {
    const other = number_of(answers, condition.lower_than);
    return other !== undefined && value < other;
  }
  if ('below' in condition) return value < condition.below;
  return 'at_least' in condition ? value >= condition.at_least : value <= condition.at_most;
}

function word_for(answers: Answers, name: string): string {
  if ((all_piles as readonly string[]).includes(name)) {
    return pile_of(answers, name as Pile)[0] ?? '';
  }
  // A person's full stop would end our sentence in its middle.
  // What she chose from a list stands there line by line.
  const words = answer_of(answers, name).replace(/[.。!！;；,，\s]+$/u, '');
  return words.replace(/\n+/gu, /\p{Script=Han}/u.test(words) ? '、' : ', ');
}

/** Fills `{field}` with what was written; nothing when a field it needs is still empty. */
export function fill(template: string, answers: Answers): string | undefined {
  let missing = false;
  const text = template.replace(/\{([a-z0-9_-]+)\}/g, (_, name: string) => {
    const word = word_for(answers, name);
    if (word === '') missing = true;
    return word;
  });
  return missing ? undefined : text;
}

/** The sentence to say, or nothing. A rule whose words are not there yet is passed over. */
export function find_feedback(rules: FeedbackRule[], answers: Answers): string | undefined {
  for (const rule of rules) {
    if (!holds(rule.when, answers)) continue;
    const text = fill(rule.say, answers);
    if (text !== undefined) return text;
  }
  return undefined;
}
