// A passphrase is made, never chosen: the vault hangs on it.
import { random_of } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';
import { word_of } from './word_list.ts';
import type { ListedWord, Word } from './word_list.ts';

export interface Passphrase {
  /** What is typed: six words with single spaces. */
  text: string;
  words: Word[];
}

export const passphrase_words = 6;

/** `without`: what no word may hold, such as the name it is typed beside. */
export function make_passphrase(
  list: readonly ListedWord[],
  random: Random,
  without?: string,
): Passphrase {
  const free = without ? list.filter((one) => !word_of(one).text.includes(without)) : list;
  const words = Array.from({ length: passphrase_words }, () => word_of(random_of(random, free)));
  return { text: words.map((word) => word.text).join(' '), words };
}
