// How an entry looks in a list: the day it was made, and its first words.

import { read_items } from './control_piles.ts';

const preview_max = 120;

/** Fields that hold a choice or a number, not words. */
const not_words = new Set([
  'about',
  'feeling',
  'feels',
  'belief',
  'strength',
  'belief_after',
  'strength_after',
  'rating',
  'fit',
]);

/** Calendar days between two local times; 0 is today, 1 yesterday. */
export function days_ago(made_at: string, now_local: string): number {
  const day = (iso: string) => Date.parse(`${iso.slice(0, 10)}T00:00:00Z`);
  return Math.round((day(now_local) - day(made_at)) / 86_400_000);
}

/** The first words of an entry, in the order given; empty when there are none yet. Of things sorted
    only those she put first, once she has. */
export function first_words(fields: Record<string, string>): string {
  const texts = Object.entries(fields)
    .filter(([field]) => !not_words.has(field) && !(field === 'items' && fields['top']))
    .map(([field, text]) =>
      field === 'items'
        ? read_items(text)
            .map((item) => item.text)
            .join(' · ')
        : text.trim().replace(field === 'top' ? /\n+/gu : /\s+/gu, field === 'top' ? ' · ' : ' '),
    )
    .filter((text) => text !== '');
  const joined = [...texts.join(' · ')];
  return joined.length <= preview_max
    ? joined.join('')
    : `${joined.slice(0, preview_max - 1).join('')}…`;
}

/** The fields in the order of the exercise that asks them, then whatever else there is. */
export function in_order(
  fields: Record<string, string>,
  order: readonly string[],
): Record<string, string> {
  const known = order.filter((field) => field in fields);
  const rest = Object.keys(fields).filter((field) => !order.includes(field));
  return Object.fromEntries([...known, ...rest].map((field) => [field, fields[field] ?? '']));
}
