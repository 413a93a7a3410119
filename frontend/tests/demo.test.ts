import { expect, test } from 'vitest';
import { named, next_morning, night_three, take_seat } from '../src/base/demo.ts';
import type { DemoTime } from '../src/base/demo.ts';

const hour = 3_600_000;
const day = 24 * hour;
const time = (at: number): DemoTime => ({
  begins_at: new Date(2026, 0, 5, 14).getTime(), // a Monday, by the wall where we are
  at,
  length: 16 * 7 * day,
  ahead: 0,
  people_at: '',
  staff_at: '',
  organisations: [],
});

test('the next morning is at seven, and never the one we are in', () => {
  expect(next_morning(time(0))).toBe(17 * hour);
  expect(next_morning(time(17 * hour))).toBe(41 * hour);
  expect(next_morning(time(16 * 7 * day))).toBe(16 * 7 * day); // no morning after the last
});

test('night three is the third from the beginning, wherever the clock stands', () => {
  expect(night_three(time(0))).toBe(13 * hour + 2 * day);
  expect(night_three(time(50 * day))).toBe(13 * hour + 2 * day);
});

test('weeks and days are counted from one', () => {
  expect(named(time(0), 0)).toMatchObject({ week: 1, day: 1 });
  expect(named(time(0), 7 * day)).toMatchObject({ week: 2, day: 8 });
});

test('a seat leaves the address', () => {
  const seen: unknown[] = [];
  const past = {
    state: null,
    replaceState: (_state: unknown, _title: string, to?: string | URL | null) => void seen.push(to),
  };
  const at = (hash: string) => take_seat('seat', { hash, pathname: '/' }, past);
  expect(at('#seat=abc-_1')).toBe('abc-_1');
  expect(seen).toEqual(['/']);
  expect(at('#nurse=abc')).toBeUndefined();
  expect(at('#seat=a b')).toBeUndefined();
});
