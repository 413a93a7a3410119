import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { from_base64url, from_hex, to_base64url, to_hex } from '../src/base/bytes.ts';
import { local_iso } from '../src/base/clock.ts';
import { write_csv } from '../src/features/accounts/csv.ts';
import { write_export } from '../src/features/accounts/export.ts';

const kept = {
  tables: [{ table: 'account', rows: [{ name: 'quiet heron 1234', since: 5, more: { a: 1 } }] }],
};
const entries = [
  {
    id: 'ab'.repeat(16),
    about: {
      kind: 'stress_diary',
      made_at: '2026-03-01T21:05:00+08:00',
      module: 'c2',
      step: 'notice',
    },
    fields: { thought: 'too fast, "again"', body: '肩膀紧' },
    more: { thought: ['too fast, "again"', 'the other window'] },
    unreadable: false,
  },
];

describe('her copy', () => {
  const copy = write_export(kept, entries, Date.UTC(2026, 2, 1, 12));

  test('holds everything that is kept, both texts of a field too', () => {
    const whole = JSON.parse(copy.json) as { entries: unknown; kept: unknown };
    expect(whole).toMatchObject({ format: 1, entries, kept: kept.tables });
    for (const text of [
      '"too fast, ""again"""',
      'the other window',
      '肩膀紧',
      'quiet heron 1234',
      'c2 / notice',
    ]) {
      expect(copy.csv).toContain(text);
    }
  });

  test('has a name that says neither what it is nor whose', () => {
    expect(copy.name).toMatch(/^notes-\d{4}-\d\d-\d\d$/);
  });
});

test('a table calculates nothing, whatever somebody wrote', () => {
  fc.assert(
    fc.property(fc.constantFrom('=', '+', '-', '@', '\t'), fc.string(), (sign, text) => {
      expect(write_csv([[sign + text]]).startsWith(`\uFEFF"'`)).toBe(true);
    }),
  );
});

test('bytes come back from their written forms, and only from these', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (some) => {
      const bytes = new Uint8Array(some);
      expect(from_hex(to_hex(bytes))).toEqual(bytes);
      expect(from_base64url(to_base64url(bytes))).toEqual(bytes);
      expect(to_base64url(bytes)).not.toMatch(/[+/=]/);
    }),
  );
  for (const bad of ['A', 'AB==', 'A+', 'AB', '!!'])
    expect(() => from_base64url(bad)).toThrow(RangeError);
  for (const bad of ['a', 'xy', 'ab ']) expect(() => from_hex(bad)).toThrow(RangeError);
});

test('a moment is written as the person’s wall shows it', () => {
  expect(local_iso(Date.UTC(2026, 6, 1, 12))).toMatch(/^2026-07-0[12]T\d\d:\d\d:00[+-]\d\d:\d\d$/);
  expect(Date.parse(local_iso(Date.UTC(2026, 6, 1, 12)))).toBe(Date.UTC(2026, 6, 1, 12));
});
