// Every word a person sees: `say('today.evening')`. Switching the language changes all of
// them at once; each language is two files that only its readers load: what the first page and
// Today say, and what every other screen waits for (`vite/early_words.ts` tells which is which).
import type english from '../words/en-GB.json';
import type staff_english from '../words/staff/en-GB.json';
import { best_language, spoken } from './language.ts';
import type { Language } from './language.ts';
import { put_together } from './message.ts';
import type { Message, Params } from './message.ts';

type Keys<Tree, Path extends string = ''> = {
  [K in keyof Tree & string]: Tree[K] extends string
    ? `${Path}${K}`
    : Keys<Tree[K], `${Path}${K}.`>;
}[keyof Tree & string];

/** Sentences about refusals come from the server, so the app cannot say them. The staff's words are
 *  in the staff's app only; the build refuses them elsewhere. */
export type WordKey = Keys<Omit<typeof english, 'problems'>> | Keys<typeof staff_english>;

const load: Loading = {
  'en-GB': () => import('virtual:words/en-GB'),
  'zh-Hans': () => import('virtual:words/zh-Hans'),
};

type Messages = Record<string, Message>;
export type Loading = Record<Language, () => Promise<{ default: Messages }>>;

const loaded: Partial<Record<Language, Messages>> = {};
const loaded_later: Partial<Record<Language, Messages>> = {};
let load_later: Loading | undefined;
let language = $state<Language>('en-GB');
let messages = $state.raw<Messages>({});
let plainly = $state(false);

/** The text for a key in the language being spoken. */
export function say(key: WordKey, params: Params = {}): string {
  const message = (plainly ? messages[`plain.${key}`] : undefined) ?? messages[key];
  return message === undefined ? key : put_together(message, params, language);
}

/** The discreet look: headings and menus that would tell a passer-by have a plain word instead. */
export function speak_plainly(wanted: boolean): void {
  plainly = wanted;
}

/** Whether there is such a word: for keys that arrive as data. */
export function can_say(key: string): key is WordKey {
  return key in messages;
}

export function current_language(): Language {
  return language;
}

async function fetch_words(of: Language): Promise<void> {
  const [first, rest] = await Promise.all([
    loaded[of] ?? load[of]().then((found) => found.default),
    loaded_later[of] ?? load_later?.[of]().then((found) => found.default),
  ]);
  loaded[of] = first;
  if (rest) loaded_later[of] = rest;
}

/** Fetches the language's words, then switches. On a failed fetch the old language stays. */
export async function speak(wanted: Language): Promise<void> {
  await fetch_words(wanted);
  messages = { ...loaded[wanted], ...loaded_later[wanted] };
  language = wanted;
  spoken.language = wanted;
  if (typeof document !== 'undefined') document.documentElement.lang = wanted;
}

/** Fetches what the screens say that did not come with the first page; from then on every language
 *  comes whole. Whoever shows such a screen waits for it. */
export async function say_more(later: Loading): Promise<void> {
  load_later = later;
  if (loaded_later[language]) return;
  const wanted = language;
  await fetch_words(wanted);
  if (language === wanted) messages = { ...loaded[wanted], ...loaded_later[wanted] };
  else await say_more(later); // another language was chosen meanwhile
}

/** The language of the browser's wishes, before a person has chosen one. */
export function start_words(): Promise<void> {
  return speak(best_language(navigator.languages));
}
