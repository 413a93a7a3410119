import { expect, test } from 'vitest';
import { lines_of, value_of } from '../../src/staff/features/engagement/figures.ts';
import type { Figures } from '../../src/staff/features/engagement/figures.ts';

const share = (count: number, of: number) => ({ count, of });
const figures: Figures = {
  counted: 12,
  uptake: share(9, 12),
  active_7: share(0, 12),
  active_28: share(3, 12),
  sessions: { people: 9, sessions: 30, median_per_person: 2.5, median_minutes: null },
  adherence: { mean: 0.314, whole: share(0, 0) },
  completion: { programme: share(1, 4), modules: [] },
  retention: [{ day: 15, classic: share(1, 10), rolling: share(2, 10) }],
};
const said = (name: string, language = 'en-GB') => {
  const line = lines_of(figures).find((one) => one.name === name);
  return line && value_of(line, language);
};

test('a share is told in percent, and nobody who did is 0 %', () => {
  expect(said('uptake')).toBe('75%');
  expect(said('active_7')).toBe('0%');
  expect(said('adherence')).toBe('31.4%');
  expect(said('rolling', 'zh-Hans')).toBe('20%');
});

test('a share of nobody is none, and so is a median that is not there', () => {
  expect(said('whole')).toBeUndefined();
  expect(said('minutes')).toBeUndefined();
  expect(said('sessions')).toBe('2.5');
});
