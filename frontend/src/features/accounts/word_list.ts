// Words for names and passphrases. Chinese words are typed as pinyin, because password fields block
// Chinese input; the characters beside them help the memory.
import type { Language } from '../../base/language.ts';

/** A word as typed, or with the characters it stands for. */
export type ListedWord = string | [string, string];

export interface Word {
  text: string;
  aid?: string;
}

export function word_of(listed: ListedWord): Word {
  return typeof listed === 'string' ? { text: listed } : { text: listed[0], aid: listed[1] };
}

export interface NameLists {
  first: ListedWord[];
  second: ListedWord[];
}

/** Lists are files of their own: only who needs a language's words fetches them. */
export async function load_words(language: Language): Promise<ListedWord[]> {
  const found =
    language === 'zh-Hans'
      ? await import('./wordlist.zh-Hans.json')
      : await import('./wordlist.en-GB.json');
  return found.default as ListedWord[];
}

export async function load_names(): Promise<Record<Language, NameLists>> {
  return (await import('./pseudonyms.json')).default as unknown as Record<Language, NameLists>;
}
