import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anything,
  choices,
  in_order,
  is_chosen,
  kinds,
  lengths,
  loosenings,
  offered,
  postures,
  professions,
  shelf_of,
  suits,
  type ShelfItem,
  type Wanted,
} from '../../src/features/content/shelf.ts';
import type { Library, Pause } from '../../src/features/content/content.ts';

const plain: ShelfItem = {
  kind: 'pause',
  id: 'one',
  title: '',
  summary: '',
  minutes: 1,
  need: [],
  posture: 'any',
  hands_free: true,
  sound: false,
  when: '',
  card: [],
  for: [],
};

const needs = ['calm', 'sleep', 'tension'];
const some_item: fc.Arbitrary<ShelfItem> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    minutes: fc.constantFrom(...lengths, 1.5, 4),
    need: fc.subarray(needs),
    posture: fc.constantFrom('any', ...postures, '') as fc.Arbitrary<ShelfItem['posture']>,
    hands_free: fc.boolean(),
    sound: fc.boolean(),
    for: fc.subarray([...professions]),
  })
  .map((some) => ({ ...plain, ...some }));
const some_wanted: fc.Arbitrary<Wanted> = fc.record({
  minutes: fc.constantFrom(0, ...lengths),
  kind: fc.constantFrom('' as const, ...kinds),
  need: fc.constantFrom('', ...needs),
  posture: fc.constantFrom('' as const, ...postures),
  free: fc.boolean(),
  sound: fc.constantFrom('', 'quiet', 'sound') as fc.Arbitrary<Wanted['sound']>,
  role: fc.constantFrom('' as const, ...professions),
});

describe('what somebody has chosen', () => {
  test('is kept to the measured minute: a pause of a minute and a half is not for one minute', () => {
    const item = { ...plain, minutes: 1.5 };
    expect(suits(item, { ...anything, minutes: 1 })).toBe(false);
    expect(suits(item, { ...anything, minutes: 2 })).toBe(true);
  });

  test('hands free is promised of pauses alone, and only where the author says so', () => {
    expect(suits(plain, { ...anything, free: true })).toBe(true);
    expect(suits({ ...plain, hands_free: false }, { ...anything, free: true })).toBe(false);
    expect(suits({ ...plain, kind: 'article' }, { ...anything, free: true })).toBe(false);
  });

  test('"any" posture is sitting or standing, not lying or walking', () => {
    const fitting = postures.filter((posture) => suits(plain, { ...anything, posture }));
    expect(fitting).toEqual(['sitting', 'standing']);
  });

  test('what suits everybody suits each profession', () => {
    expect(suits(plain, { ...anything, role: 'porter' })).toBe(true);
    expect(suits({ ...plain, for: ['nurse'] }, { ...anything, role: 'porter' })).toBe(false);
  });

  test('nothing chosen hides nothing, and each further choice only takes away', () => {
    fc.assert(
      fc.property(some_item, some_wanted, (item, wanted) => {
        expect(suits(item, anything)).toBe(true);
        if (!suits(item, wanted)) return;
        for (const choice of choices)
          expect(suits(item, { ...wanted, [choice]: anything[choice] })).toBe(true);
      }),
    );
  });

  test('where nothing is left, letting go of what is named brings as many as it says', () => {
    fc.assert(
      fc.property(fc.array(some_item), some_wanted, (items, wanted) => {
        const found = loosenings(items, wanted);
        for (const { choice, count } of found) {
          expect(is_chosen(choice, wanted)).toBe(true);
          const looser = { ...wanted, [choice]: anything[choice] };
          expect(items.filter((item) => suits(item, looser))).toHaveLength(count);
          expect(count).toBeGreaterThan(0);
        }
        const unnamed = choices.filter((one) => !found.some(({ choice }) => choice === one));
        for (const choice of unnamed.filter((one) => is_chosen(one, wanted))) {
          const looser = { ...wanted, [choice]: anything[choice] };
          expect(items.some((item) => suits(item, looser))).toBe(false);
        }
      }),
    );
  });

  test('every choice that is offered finds something by itself', () => {
    fc.assert(
      fc.property(fc.array(some_item), (items) => {
        const there = offered(items);
        const finds = (part: Partial<Wanted>) =>
          items.some((item) => suits(item, { ...anything, ...part }));
        for (const kind of there.kinds) expect(finds({ kind })).toBe(true);
        for (const need of there.needs) expect(finds({ need })).toBe(true);
        for (const posture of there.postures) expect(finds({ posture })).toBe(true);
        for (const role of there.professions) expect(finds({ role })).toBe(true);
      }),
    );
  });
});

test('the shortest stands first; with a time chosen, what fills it best', () => {
  const items = [3, 1, 1.5].map((minutes) => ({ ...plain, minutes }));
  const lengths_of = (minutes: number) => in_order(items, minutes).map((item) => item.minutes);
  expect(lengths_of(0)).toEqual([1, 1.5, 3]);
  expect(lengths_of(3)).toEqual([3, 1.5, 1]);
});

test('a library from before there were cards, words and professions still stands on the shelf', () => {
  const pause = { id: 'p', title: 'P', minutes: 1, need: ['tension'], posture: 'any' };
  const [item] = shelf_of({ hash: '', pauses: [pause as Pause], articles: [] } as Library);
  expect(item).toMatchObject({ kind: 'pause', need: ['tension'], for: [], card: [] });
});
