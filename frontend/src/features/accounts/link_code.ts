// The letters of a link: how they are read and written, and how they arrive with an address.

export const code_letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const typed_length = 10;
export const pictured_length = 26;

/** The 10 or 26 letters somebody typed or a picture held; undefined for anything else. */
export function read_link_code(typed: string): string | undefined {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}_.,]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const whole = [...text].every((letter) => code_letters.includes(letter));
  return whole && [typed_length, pictured_length].includes(text.length) ? text : undefined;
}

/** As it is written out: B3998-PDJ2C. */
export const written_code = (code: string) =>
  `${code.slice(0, typed_length / 2)}-${code.slice(typed_length / 2, typed_length)}`;

/** What the picture on the other screen holds: an address whose last part no server hears. */
export const pictured_address = (origin: string, pictured: string) => `${origin}/#${pictured}`;

/** The code this address was opened with; nothing of it stays in the address. */
export function take_arrival(
  location: Pick<Location, 'hash' | 'pathname'>,
  history: Pick<History, 'replaceState' | 'state'>,
): string | undefined {
  const written = location.hash.slice(1);
  const code = read_link_code(written);
  if (code?.length !== pictured_length) return undefined;
  history.replaceState(history.state, '', location.pathname);
  return code;
}
