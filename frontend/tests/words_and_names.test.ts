import { describe, expect, test } from 'vitest';
import { best_language } from '../src/base/language.ts';
import { put_together } from '../src/base/message.ts';
import { random_below } from '../src/base/random.ts';
import { make_passphrase } from '../src/features/accounts/passphrase.ts';
import { find_name_aid, make_pseudonym } from '../src/features/accounts/pseudonym.ts';
import { canonical } from '../src/features/accounts/vault.ts';
import { load_names, load_words, word_of } from '../src/features/accounts/word_list.ts';
import { compile_message } from '../vite/words.ts';
import { SeededRandom } from './support/seeded_random.ts';

const say = (text: string, params = {}, language = 'en-GB') =>
  put_together(compile_message(text), params, language);

describe('a message', () => {
  test('puts parameters, plurals and choices in their places', () => {
    const steps = '{n, plural, =0 {no steps} one {# step} other {# steps}} for {name}';
    expect(say(steps, { n: 0, name: 'you' })).toBe('no steps for you');
    expect(say(steps, { n: 1, name: 'you' })).toBe('1 step for you');
    expect(say(steps, { n: 1200, name: 'you' })).toBe('1,200 steps for you');
    expect(say('{how, select, calm {Rest} other {Go on}}', { how: 'calm' })).toBe('Rest');
    expect(say('还有{n, plural, other {#步}}', { n: 2 }, 'zh-Hans')).toBe('还有2步');
  });

  test('stays plain where nothing is to be put in, whatever its signs', () => {
    expect(compile_message('Nothing < here & "there"')).toBe('Nothing < here & "there"');
  });

  test('shows the name of a parameter nobody gave', () => {
    expect(say('Hello {name}')).toBe('Hello {name}');
  });
});

test('the browser’s first language that we speak is spoken', () => {
  expect(best_language(['fr-FR', 'zh-CN', 'en'])).toBe('zh-Hans');
  expect(best_language(['en-US'])).toBe('en-GB');
  expect(best_language([])).toBe('en-GB');
});

test('an even choice stays below its limit and reaches all of it', () => {
  const random = new SeededRandom(7);
  const drawn = new Set(Array.from({ length: 500 }, () => random_below(random, 7)));
  expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

describe.each(['en-GB', 'zh-Hans'] as const)('the words of %s', (language) => {
  test('make passphrases that cannot be guessed and can be typed', async () => {
    const list = await load_words(language);
    const typed = list.map((one) => word_of(one).text);
    expect(new Set(typed).size).toBe(typed.length);
    expect(6 * Math.log2(typed.length)).toBeGreaterThan(64);
    expect(typed.filter((word) => !/^[a-z]{2,}$/.test(word))).toEqual([]);
    const { text, words } = make_passphrase(list, new SeededRandom());
    expect(text.split(' ')).toHaveLength(6);
    expect(canonical(text)).toBe(text);
    expect(words.every((word) => language === 'en-GB' || word.aid)).toBe(true);
  });

  test('make passphrases without the name they are typed beside', async () => {
    const list = await load_words(language);
    const name = word_of(list[0]!).text.slice(0, 3);
    const of_name = list
      .slice(0, 40)
      .concat(list.filter((one) => word_of(one).text.includes(name)));
    const random = new SeededRandom();
    const made = Array.from({ length: 200 }, () => make_passphrase(of_name, random, name).text);
    expect(made.filter((text) => text.includes(name))).toEqual([]);
    const careless = Array.from({ length: 200 }, () => make_passphrase(of_name, random).text);
    expect(careless.filter((text) => text.includes(name))).not.toEqual([]);
  });

  test('make names that can be typed anywhere', async () => {
    const lists = await load_names();
    const name = make_pseudonym(lists[language], new SeededRandom());
    expect(name).toMatch(/^[a-z]+ [a-z]+ [1-9]\d{3}$/);
    const aid = find_name_aid(lists['zh-Hans'], name);
    if (language === 'zh-Hans') expect(aid).toMatch(/^\p{Script=Han}+ \d{4}$/u);
    else expect(aid).toBeUndefined();
  });
});
