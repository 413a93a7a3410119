// Who did what and when: a chain of entries, each of which holds the one before. Nobody can take one out
// unseen.
import type { Organisation } from '../organisations/organisations.ts';
import { can_say, say } from '../../../base/words.svelte.ts';
import { desk_api } from '../../base/desk.ts';

export interface Entry {
  number: number;
  at: number;
  /** Nobody: the program itself, or its command line. */
  who?: string;
  deed: string;
  about?: string;
}

export interface Chain {
  whole: boolean;
  length: number;
  head: string;
  /** Where it is broken, if it is known. */
  broken_at?: number;
}

export interface Page {
  entries: Entry[];
  /** Ask for what was before this number. */
  next?: number;
  /** With the newest page only. */
  chain?: Chain;
}

export const get_page = (before?: number) =>
  desk_api.get<Page>(before === undefined ? '/api/audit' : `/api/audit?before=${before}`);

/** A deed we have no word for yet keeps its own name: nothing is left out. */
export function deed_text(deed: string): string {
  const key = `audit.deeds.${deed}`;
  return can_say(key) ? say(key) : deed;
}

/** What it was about, word by word: an organisation by its name, a role in this language. */
export function about_text(about: string, known: readonly Organisation[]): string {
  const words = about.split(' ').map((word) => {
    const key = [`roles.${word}`, `audit.words.${word}`].find(can_say);
    return known.find((one) => one.id === word)?.name ?? (key && can_say(key) ? say(key) : word);
  });
  return words.join(' ');
}
