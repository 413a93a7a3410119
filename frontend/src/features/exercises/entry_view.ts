// An entry as the diary lists it: opened on the device, in words.
import type { Answer } from '../../base/answers.ts';
import type { Vault } from '../accounts/vault.ts';

export type SealedEntry = Answer<'/api/exercises/entries/{entry}', 'get'>;

/** What an entry is about; sealed like everything else in it. */
export interface About {
  kind: string;
  module?: string;
  step?: string;
  exercise?: string;
  /** The pause or article it was written in, where that is no step. */
  item?: string;
  hash?: string;
  title?: string;
  /** Wall time with its zone. */
  made_at: string;
  language: string;
}

export interface EntryView {
  id: string;
  about: About | undefined;
  fields: Record<string, string>;
  /** Fields of which more than one text is kept; all of them, the one in `fields` first. */
  more: Record<string, string[]>;
  /** Something in it does not open: it was changed by somebody else than her. */
  unreadable: boolean;
}

/** The field that holds what the entry is about. */
export const about_field = 'about';

/** What was starred in the library: sealed like an entry, and no page of the diary. */
export const favourites_kind = 'favourites';

export function is_diary(view: EntryView): boolean {
  return view.about?.kind !== favourites_kind;
}

/** Opens everything that opens; what was tampered with is told apart, never shown. */
export async function open_view(
  vault: Vault,
  person: string,
  { entry, fields }: SealedEntry,
): Promise<EntryView> {
  const view: EntryView = { id: entry, about: undefined, fields: {}, more: {}, unreadable: false };
  for (const { field, heads } of fields) {
    const texts: string[] = [];
    for (const { version, sealed } of heads) {
      const place = { person, entry, field, version };
      const text = await vault.open_field(place, sealed).catch(() => undefined);
      if (text === undefined) view.unreadable = true;
      else if (!texts.includes(text)) texts.push(text);
    }
    const [first] = texts;
    if (first === undefined) continue;
    if (field === about_field) view.about = JSON.parse(first) as About;
    else view.fields[field] = first;
    if (field !== about_field && texts.length > 1) view.more[field] = texts;
  }
  return view;
}

export function newest_first(views: EntryView[]): EntryView[] {
  const when = (view: EntryView) => Date.parse(view.about?.made_at ?? '') || 0;
  return [...views].sort((a, b) => when(b) - when(a) || (a.id < b.id ? 1 : -1));
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** Whether an entry holds every one of the words. */
export function holds(view: EntryView, words: string): boolean {
  const texts = [view.about?.title ?? '', ...Object.values(view.fields)];
  const whole = folded([...texts, ...Object.values(view.more).flat()].join('\n'));
  return folded(words)
    .split(/\s+/u)
    .every((word) => whole.includes(word));
}
