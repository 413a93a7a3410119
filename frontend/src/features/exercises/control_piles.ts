// Sorting things onto piles, such as mine, mine to influence, not mine. One JSON field holds it all.

export const pile_names = ['mine', 'influence', 'not_mine'] as const;
export const worry_piles = ['can', 'cannot'] as const;
export const value_piles = ['most', 'some', 'less'] as const;
export const all_piles = [...pile_names, ...worry_piles, ...value_piles] as const;
export type Pile = (typeof all_piles)[number];

export interface SortedItem {
  text: string;
  pile: Pile | null;
}

const text_max = 200;

function is_pile(value: unknown): value is Pile {
  return all_piles.includes(value as Pile);
}

/** Reads the field; anything unreadable counts as plain text, so that no word is ever dropped. */
export function read_items(field: string): SortedItem[] {
  if (field.trim() === '') return [];
  let found: unknown;
  try {
    found = JSON.parse(field);
  } catch {
    return [{ text: field.trim(), pile: null }];
  }
  if (!Array.isArray(found)) return [{ text: field.trim(), pile: null }];
  return found.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const { text, pile } = item as { text?: unknown; pile?: unknown };
    if (typeof text !== 'string' || text.trim() === '') return [];
    return [{ text, pile: is_pile(pile) ? pile : null }];
  });
}

export function write_items(items: SortedItem[]): string {
  return items.length === 0 ? '' : JSON.stringify(items);
}

/** Adds an item unless it is empty or stands there already. */
export function add_item(items: SortedItem[], text: string): SortedItem[] {
  const clean = text.trim().slice(0, text_max);
  if (clean === '' || items.some((item) => item.text === clean)) return items;
  return [...items, { text: clean, pile: null }];
}

export function move_item(items: SortedItem[], text: string, pile: Pile | null): SortedItem[] {
  return items.map((item) => (item.text === text ? { ...item, pile } : item));
}

export function remove_item(items: SortedItem[], text: string): SortedItem[] {
  return items.filter((item) => item.text !== text);
}

export function items_in(items: SortedItem[], pile: Pile | null): SortedItem[] {
  return items.filter((item) => item.pile === pile);
}

/** Two versions made into one: every item of both, once; where they differ the first one's pile. */
export function join_items(first: SortedItem[], second: SortedItem[]): SortedItem[] {
  const texts = new Set(first.map((item) => item.text));
  const joined = first.map((item) => ({
    ...item,
    pile: item.pile ?? second.find((other) => other.text === item.text)?.pile ?? null,
  }));
  return [...joined, ...second.filter((item) => !texts.has(item.text))];
}
