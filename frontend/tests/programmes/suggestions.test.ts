import { describe, expect, it } from 'vitest';
import type { Library, ModuleOutline, Outline } from '../../src/features/content/content.ts';
import { part_of_day } from '../../src/features/programmes/part_of_day.ts';
import { done_in, why_slot } from '../../src/features/programmes/place.ts';
import type { Mine, Next } from '../../src/features/programmes/programmes.ts';
import { suggestions } from '../../src/features/programmes/suggestions.ts';

const step = (id: string, minutes: number, short: number | null) => ({
  id,
  title: `Step ${id}`,
  kind: 'read' as const,
  minutes,
  short_minutes: short,
  has_short: short !== null,
  exercises: [],
});

const part: ModuleOutline = {
  id: 'c2',
  code: 'C2',
  title: 'Settle the body',
  goal: '',
  minutes: 20,
  optional: false,
  status: '',
  evidence: '',
  introduction: [],
  why: { sign_up: '', start: '', middle: '', lapse: '', end: '' },
  steps: [step('one', 4, 1), step('two', 6, 3), step('three', 8, null)],
};
const outline: Outline = {
  pack: 'steady',
  hash: 'h',
  title: '',
  labels: {},
  recommended: ['c2'],
  modules: [part],
};
const pause = (id: string, minutes: number, need: string[]) => ({
  id,
  title: id,
  summary: '',
  minutes,
  posture: 'any',
  sound: false,
  need,
});
const library = {
  hash: 'h',
  articles: [],
  pauses: [
    pause('door', 1, ['focus', 'transition']),
    pause('scan', 3, ['calm']),
    pause('night', 3, ['sleep', 'calm']),
  ],
} as unknown as Library;

function mine(done: string[], at?: string): Mine {
  return {
    enrolment: { pack: 'steady', hash: 'h', label: 'well_being' },
    modules: [
      {
        id: 'c2',
        steps: part.steps.map(({ id }) => ({
          id,
          done: done.includes(id),
          version: 'h',
          ...(id === at ? { at: { screen: 1, field: '' } } : {}),
        })),
      },
    ],
  };
}
const next = (more: Partial<Next>): Next => ({
  kind: 'done',
  why: { key: 'next', params: {} },
  ...more,
});
const ids = (list: { id: string }[]) => list.map((one) => one.id);

describe('suggestions', () => {
  it('never offer what takes longer than she has', () => {
    const known = { outline, library, mine: mine([]) };
    for (const one of suggestions(known, next({}), 1)) expect(one.minutes).toBeLessThanOrEqual(1);
    expect(ids(suggestions(known, next({}), 1))).toEqual(['one', 'door']);
  });

  it('never offer the same thing twice, nor what is done', () => {
    const known = { outline, library, mine: mine(['one']) };
    const offered = suggestions(known, next({ kind: 'pause', pause: 'door' }), 10);
    expect(ids(offered)).toEqual(['door', 'two', 'three', 'scan']);
  });

  it('begin with what the server suggests, in its short version if it says so', () => {
    const known = { outline, library, mine: mine([], 'two') };
    const suggested = next({ kind: 'step', module: 'c2', step: 'two', short: true });
    const [first] = suggestions(known, suggested, 3);
    expect(first).toMatchObject({ id: 'two', short: true, minutes: 3, begun: true });
  });

  it('leave out what the server names and the page does not know', () => {
    const known = { outline, library, mine: mine([]) };
    expect(suggestions(known, next({ kind: 'step', module: 'c9', step: 'x' }), 1)).toHaveLength(2);
  });
});

describe('a place in the course', () => {
  it('says start, middle and end', () => {
    expect(why_slot(mine([]), part)).toBe('start');
    expect(why_slot(mine([], 'one'), part)).toBe('start');
    expect(why_slot(mine(['one']), part)).toBe('middle');
    expect(why_slot(mine(['one', 'two', 'three']), part)).toBe('end');
    expect(done_in(mine(['one', 'three']), part)).toBe(2);
  });
});

describe('the greeting', () => {
  it('does not wish a good morning at three', () => {
    expect([3, 5, 12, 18, 23].map(part_of_day)).toEqual([
      'night',
      'morning',
      'afternoon',
      'evening',
      'night',
    ]);
  });
});
