// The exercise in which an entry was written, so that the diary can show it with its questions.
import { current_language } from '../../base/words.svelte.ts';
import type { About } from '../exercises/entry_view.ts';
import type { Exercise } from '../exercises/exercise.ts';
import { get_library, get_step, type Library } from './content.ts';
import { exercises_of } from './node_tree.ts';

/** As it was then, or as it stands in the library now; nothing where it cannot be had any more. */
export async function written_in(about: About): Promise<Exercise | undefined> {
  const { kind, module, step, hash, exercise } = about;
  if (exercise === undefined) return undefined;
  try {
    if (!module || !step || !hash) return in_library(await get_library(current_language()), about);
    const whole = await get_step(hash, module, step, current_language());
    const pages = [...whole.screens, ...(whole.short?.screens ?? [])];
    return exercises_of(pages).find((one) => one.id === exercise && one.type === kind);
  } catch {
    return undefined;
  }
}

/** Ids are an item's own: another item may have an exercise of the same name. Before items were noted
    the title said which it was, in the language it was read in. */
export function in_library(library: Library, about: About): Exercise | undefined {
  const { pauses, articles, cards = [], glossary = [] } = library;
  const found = [...pauses, ...articles, ...cards, ...glossary].flatMap((item) =>
    exercises_of(item.screens)
      .filter((one) => one.id === about.exercise && one.type === about.kind)
      .map((one) => ({ item, one })),
  );
  const mine =
    about.item === undefined
      ? found.filter(({ item }) => item.title === about.title)
      : found.filter(({ item }) => item.id === about.item);
  return (mine[0] ?? (found.length === 1 ? found[0] : undefined))?.one;
}
