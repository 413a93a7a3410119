// The name a person gets: two words and a number, in Latin letters so that any keyboard can sign in.
import { random_below, random_of } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';
import { word_of } from './word_list.ts';
import type { ListedWord, NameLists } from './word_list.ts';

export function make_pseudonym(lists: NameLists, random: Random): string {
  const first = word_of(random_of(random, lists.first)).text;
  const second = word_of(random_of(random, lists.second)).text;
  return `${first} ${second} ${1000 + random_below(random, 9000)}`;
}

/** The characters that a pinyin name stands for; undefined where there are none. */
export function find_name_aid(lists: NameLists, name: string): string | undefined {
  const [first, second, number] = name.split(' ');
  const find = (list: ListedWord[], text: string | undefined) =>
    list.map(word_of).find((word) => word.text === text)?.aid;
  const a = find(lists.first, first);
  const b = find(lists.second, second);
  return a && b ? `${a}${b} ${number ?? ''}`.trim() : undefined;
}
