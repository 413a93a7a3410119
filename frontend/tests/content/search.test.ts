import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Search, folded, segmenter_of, stem } from '../../src/features/content/search.ts';

const by_words = segmenter_of();
const by_characters = segmenter_of({});

/** What stands in the pack, as far as it can be looked for. */
function items_of(language: string) {
  const folder = new URL(
    `../../../content/programmes/steady/${language}/library/`,
    import.meta.url,
  );
  return readdirSync(folder).map((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const value = (key: string) => new RegExp(`^${key}: "(.*)"$`, 'mu').exec(text)?.[1] ?? '';
    return { id: file.replace(/\.md$/u, ''), title: value('title'), summary: value('summary') };
  });
}
type Item = ReturnType<typeof items_of>[number];

function search_in(items: Item[], segment = by_words) {
  const parts = (item: Item) => [
    { text: item.title, weight: 8 },
    { text: item.summary, weight: 4 },
  ];
  return new Search(
    items.map((item) => ({ item, parts: parts(item) })),
    segment,
  );
}

const line = (title: string): Item => ({ id: title, title, summary: '' });
const finds = (words: string, titles: string[], segment = by_words) =>
  search_in(titles.map(line), segment)
    .find(words)
    .map((item) => item.id);

describe('an English word', () => {
  test.each([
    ['breathing', 'Two minutes of breath'],
    ['breathe', 'Slow breathing'],
    ['worry', 'Park your worries'],
    ['worried', 'A worry on paper'],
    ['tensing', 'Tense and let go'],
    ['shoulder', 'Wrists and shoulders'],
    ['stopping', 'Stop at the door'],
    ['washes', 'Hand wash pause'],
    ['COLLEAGUE’S', 'Thank a colleague'],
    ['café', 'A cafe without a phone'],
  ])('%s finds “%s”', (word, title) => {
    expect(finds(word, [title, 'Nothing like it'])).toEqual([title]);
  });

  test('is found while it is being typed', () => {
    for (const typed of ['sh', 'shou', 'should', 'shoulder', 'shoulders'])
      expect(finds(typed, ['Wrists and shoulders', 'Look far'])).toEqual(['Wrists and shoulders']);
  });

  test('must be there with all the others; little words are not asked for', () => {
    expect(finds('the sleep after my nights', ['Sleep after nights', 'Sleep well'])).toEqual([
      'Sleep after nights',
    ]);
    expect(finds('to', ['Going to bed', 'Look far'])).toEqual(['Going to bed']);
  });
});

describe.each([
  ['words', by_words],
  ['characters', by_characters],
] as const)('Chinese cut into %s', (_, segment) => {
  test.each([
    ['肩膀', '手腕和肩膀'],
    ['呼吸', '两分钟呼吸'],
    ['肩膀放松', '放松手腕和肩膀'],
    ['睡 夜班', '夜班后怎么睡'],
    ['夜班的睡觉', '夜班后睡觉'],
  ])('%s finds “%s”', (words, title) => {
    expect(finds(words, [title, '看看远处'], segment)).toEqual([title]);
  });

  test('finds nothing where one of the words is not', () => {
    expect(finds('夜班奶茶', ['夜班后怎么睡'], segment)).toEqual([]);
  });
});

test('where the browser knows Chinese words, characters of two words are not one', () => {
  expect(by_words('夜班后怎么睡').length).toBeLessThan(6);
  expect(by_characters('夜班')).toEqual(['夜', '班']);
});

describe.each(['en-GB', 'zh-Hans'])('the library in %s', (language) => {
  const items = items_of(language);

  test('finds everything by its own title, first of all', () => {
    expect(items.length).toBeGreaterThan(20);
    for (const segment of [by_words, by_characters])
      for (const item of items) {
        const [first] = search_in(items, segment).find(item.title);
        expect(first?.title, item.title).toBe(item.title);
      }
  });

  test('finds it by any of its own words, and by the beginning of each', () => {
    const search = search_in(items);
    for (const item of items)
      for (const word of folded(item.title).match(/\p{Script=Han}+|[a-z]{2,}/gu) ?? []) {
        expect(search.find(word), word).toContain(item);
        if (word.length > 2) expect(search.find(word.slice(0, -1)), word).toContain(item);
      }
  });
});

test('two words find what each of them finds; whatever is typed finds only what is there', () => {
  const search = search_in([...items_of('en-GB'), ...items_of('zh-Hans')]);
  const telling = fc.constantFrom('breath', 'sleep', 'hand', 'min', '呼吸', '肩膀', '夜班', '分钟');
  fc.assert(
    fc.property(telling, telling, (one, other) => {
      const each = new Set(search.find(other));
      const both = search.find(one).filter((item) => each.has(item));
      expect(new Set(search.find(`${one} ${other}`))).toEqual(new Set(both));
    }),
  );
  const all = new Set(search.find(''));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      expect(search.find(typed).every((item) => all.has(item))).toBe(true);
    }),
  );
});

test('a stem is a stem, and no letters are added', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,14}$/u), (word) => {
      expect(stem(word).length).toBeLessThanOrEqual(word.length);
      expect(stem(word).length).toBeGreaterThan(0);
    }),
  );
});

test('nothing typed is everything, in the order it had', () => {
  expect(finds('  ', ['b', 'a'])).toEqual(['b', 'a']);
  expect(finds('!?', ['b', 'a'])).toEqual(['b', 'a']);
});
