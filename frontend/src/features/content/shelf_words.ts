// The shelf's choices and items in words.
import { can_say, say } from '../../base/words.svelte.ts';
import type { Findable } from './search.ts';
import type { ShelfItem } from './shelf.ts';

/** A value we have no word for yet is shown as its author wrote it: better than nothing. */
export function name_of(
  tree: 'kinds' | 'needs' | 'postures' | 'roles' | 'sounds',
  value: string,
): string {
  const key = `library.${tree}.${value}`;
  return can_say(key) ? say(key) : value.replaceAll('_', ' ');
}

export function length_of({ minutes }: { minutes: number }): string {
  return say('library.minutes', { n: minutes });
}

/** What people type who have this need; never shown. */
function also(need: string): string {
  const key = `library.also.${need}`;
  return can_say(key) ? say(key) : '';
}

/** Where a word is looked for, and how much it says there. */
export function findable(item: ShelfItem): Findable<ShelfItem> {
  return {
    item,
    parts: [
      { text: item.title, weight: 8 },
      {
        text: [item.summary, ...item.need.map((one) => name_of('needs', one))].join(' '),
        weight: 4,
      },
      { text: item.when, weight: 2 },
      { text: [...item.card, ...item.need.map(also)].join(' '), weight: 1 },
    ],
  };
}
