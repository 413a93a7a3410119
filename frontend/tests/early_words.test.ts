// Which words come with the first page. The browser tests see that the screens speak; here: that
// the split is where the screens are, and that what is put together from parts is not missed.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { say, say_more, speak } from '../src/base/words.svelte.ts';
import english from '../src/words/en-GB.json';
import { early_files, said_in } from '../vite/early_words.ts';

const source = resolve(import.meta.dirname, '../src');
const files = early_files(source);
const early = said_in(files);

test('the first page, Today and the list to try bring their own words, and no other screen’s', () => {
  const has = (name: string) => files.has(resolve(source, name));
  for (const name of ['routes/poster.svelte', 'routes/today.svelte', 'routes/try.svelte'])
    expect(has(name), name).toBe(true);
  for (const name of ['routes/library.svelte', 'routes/data.svelte', 'routes/join.svelte'])
    expect(has(name), name).toBe(false);
  const first = ['poster.what', 'today.how_long', 'common.start', 'help.trusted', 'lock.wrong'];
  for (const key of first) expect(early(key), key).toBe(true);
  for (const key of ['library.lead', 'data.card_once', 'privacy.title', 'diary.title'])
    expect(early(key), key).toBe(false);
  for (const key of Object.keys(english.why)) expect(early(`why.${key}`), key).toBe(true);
  expect(early('plain.today.diary'), 'the plain word comes with the word').toBe(true);
});

test('what waits for its words is not followed, and everything else is', () => {
  const names = [...files.keys()];
  expect(names.some((file) => file.endsWith('parts/demo_band.svelte'))).toBe(true);
  expect(names.some((file) => file.endsWith('parts/demo_panel.svelte'))).toBe(false);
});

test('a key counts where it stands whole and where its beginning stands in a template', () => {
  const text =
    'say(a ? \'one.two\' : "one.three"); say(`four.${b}`); say(`five.six_${c}_x`); sayings';
  const some = said_in(new Map([['a.svelte', text]]));
  const said = ['one.two', 'one.three', 'four.any.thing', 'five.six_z_x', 'one.four', 'five.seven'];
  expect(said.filter(some)).toEqual(said.slice(0, 4));
});

test('more words come in the language being spoken, and with every language from then on', async () => {
  const asked: string[] = [];
  const words = (language: string) => () => {
    asked.push(language);
    return Promise.resolve({ default: { 'library.lead': `the shelf, ${language}` } });
  };
  await speak('en-GB');
  expect(say('library.lead')).toBe('library.lead');
  const later = { 'en-GB': words('en-GB'), 'zh-Hans': words('zh-Hans') };
  await say_more(later);
  await say_more(later);
  expect(say('library.lead')).toBe('the shelf, en-GB');
  expect(asked, 'asked for once').toEqual(['en-GB']);
  await speak('zh-Hans');
  expect(say('library.lead')).toBe('the shelf, zh-Hans');
  expect(say('common.start')).not.toBe('common.start');
  const nothing = { ...later, 'zh-Hans': () => Promise.reject(new Error('no network')) };
  await say_more(nothing);
  expect(say('library.lead'), 'what is there is not asked for again').toBe('the shelf, zh-Hans');
});
