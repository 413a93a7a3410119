// The recovery code: 128 random bits in Crockford's base 32, with a check symbol at the end, in
// groups of four: 7N4C-0XQ2-…. Made to be read from a card at three in the morning.
import type { Bytes } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const check_letters = `${letters}*~$=U`; // Crockford's five extra symbols stand only at the end
const size = 26; // 26 x 5 = 130 bits, of which the first two are zero

export type RecoveryCodeFaultKind = 'too_short' | 'too_long' | 'letter' | 'check';

/** What is wrong with what was typed, so that the screen can say it. */
export class RecoveryCodeFault extends Error {
  readonly kind: RecoveryCodeFaultKind;
  constructor(kind: RecoveryCodeFaultKind) {
    super(`recovery code: ${kind}`);
    this.name = 'RecoveryCodeFault';
    this.kind = kind;
  }
}

function number_of(bytes: Bytes): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** Draws again where the check would be one of the five odd symbols: nobody has to find a "~". */
export function make_recovery_code(random: Random): string {
  for (;;) {
    const code = write_recovery_code(random.bytes(16));
    if (letters.includes(code.slice(-1))) return code;
  }
}

export function write_recovery_code(secret: Bytes): string {
  const number = number_of(secret);
  let text = '';
  for (let at = size - 1; at >= 0; at -= 1)
    text += letters[Number((number >> BigInt(at * 5)) & 31n)];
  text += check_letters[Number(number % 37n)];
  return text.match(/.{1,4}/g)?.join('-') ?? '';
}

/** Forgives lower case, spaces, dashes, full-width letters, O for 0 and I or L for 1. */
export function read_recovery_code(typed: string): Bytes {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}_.,]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const body = text.slice(0, size);
  if ([...body].some((letter) => !letters.includes(letter))) throw new RecoveryCodeFault('letter');
  if (text.length < size + 1) throw new RecoveryCodeFault('too_short');
  if (text.length > size + 1) throw new RecoveryCodeFault('too_long');
  const number = [...body].reduce(
    (sum, letter) => (sum << 5n) | BigInt(letters.indexOf(letter)),
    0n,
  );
  const check = check_letters.indexOf(text.slice(size));
  if (check < 0) throw new RecoveryCodeFault('letter');
  if (number >> 128n || check !== Number(number % 37n)) throw new RecoveryCodeFault('check');
  return Uint8Array.from({ length: 16 }, (_, at) =>
    Number((number >> BigInt((15 - at) * 8)) & 255n),
  );
}
