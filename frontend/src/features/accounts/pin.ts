// The PIN of a locked device: four to eight digits, typed with any keyboard.

/** A PIN that does not open, and how many tries are left. */
export class PinFault extends Error {
  readonly tries_left: number;
  constructor(tries_left: number) {
    super(`pin: ${tries_left} left`);
    this.name = 'PinFault';
    this.tries_left = tries_left;
  }
}

/** The digits of what was typed; undefined when it is no PIN. */
export function read_pin(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replace(/\s/gu, '');
  return /^\d{4,8}$/.test(digits) ? digits : undefined;
}
