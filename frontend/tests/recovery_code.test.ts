import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { from_hex } from '../src/base/bytes.ts';
import {
  make_recovery_code,
  read_recovery_code,
  write_recovery_code,
} from '../src/features/accounts/recovery_code.ts';
import { SeededRandom } from './support/seeded_random.ts';

const secrets = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => new Uint8Array(bytes));

describe('a recovery code', () => {
  test('is read back as what was written', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        expect(read_recovery_code(write_recovery_code(secret))).toEqual(secret);
      }),
    );
  });

  test('stands in groups of four, without letters that look alike', () => {
    const code = make_recovery_code(new SeededRandom());
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{3}$/);
  });

  test('forgives case, spaces, dashes, wide letters and the usual mix-ups', () => {
    fc.assert(
      fc.property(secrets, fc.infiniteStream(fc.nat(5)), (secret, choices) => {
        const typed = [...write_recovery_code(secret)].map((letter) => {
          const choice = choices.next().value;
          if (choice === 0) return letter.toLowerCase();
          if (choice === 1) return `${letter} `;
          if (choice === 2 && letter === '0') return 'o';
          if (choice === 2 && letter === '1') return 'l';
          if (choice === 3 && letter === '1') return 'I';
          if (choice === 3 && letter === '-') return '–';
          if (choice === 4 && /[A-Z0-9]/.test(letter))
            return String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
          return letter;
        });
        expect(read_recovery_code(typed.join(''))).toEqual(secret);
      }),
    );
  });

  test('notices any one letter that is wrong, and any two that are swapped', () => {
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const code = write_recovery_code(from_hex('0123456789abcdeffedcba9876543210')).replaceAll(
      '-',
      '',
    );
    for (let at = 0; at < code.length - 1; at += 1) {
      for (const letter of letters.replace(code[at]!, '')) {
        expect(() => read_recovery_code(code.slice(0, at) + letter + code.slice(at + 1))).toThrow(
          'check',
        );
      }
      const [a, b] = [code[at]!, code[at + 1]!];
      if (a === b || at + 2 === code.length) continue;
      expect(() => read_recovery_code(code.slice(0, at) + b + a + code.slice(at + 2))).toThrow(
        'check',
      );
    }
  });

  test('says what is wrong with what was typed', () => {
    const code = write_recovery_code(new Uint8Array(16));
    const fault = (typed: string) => {
      try {
        read_recovery_code(typed);
      } catch (error) {
        return (error as { kind: string }).kind;
      }
      return undefined;
    };
    expect(fault('')).toBe('too_short');
    expect(fault(code.slice(0, -1))).toBe('too_short');
    expect(fault(`${code}0`)).toBe('too_long');
    expect(fault(code.replace('0', '#'))).toBe('letter');
    expect(fault(`Z${code.slice(1)}`)).toBe('check');
    expect(fault(code)).toBeUndefined();
  });
});
