// What the library holds as one shelf, and which of it suits somebody now. What an author has not
// said never hides an item that is read; it does hide a pause, because promises are made about those.
import type { Article, Library, Pause, Profession } from './content.ts';

export type Kind = 'pause' | 'article' | 'card' | 'glossary';

export interface ShelfItem {
  kind: Kind;
  id: string;
  title: string;
  summary: string;
  minutes: number;
  need: readonly string[];
  posture: Pause['posture'] | '';
  hands_free: boolean;
  sound: boolean;
  when: string;
  card: readonly string[];
  for: readonly Profession[];
}

/** What somebody has chosen; empty, zero and false mean: anything. */
export interface Wanted {
  minutes: number;
  kind: Kind | '';
  need: string;
  posture: Exclude<Pause['posture'], 'any'> | '';
  free: boolean;
  sound: 'quiet' | 'sound' | '';
  role: Profession | '';
}
export type Choice = keyof Wanted;

export const anything: Wanted = {
  minutes: 0,
  kind: '',
  need: '',
  posture: '',
  free: false,
  sound: '',
  role: '',
};

/** What people have, as on Today; what takes a minute and a half is for those who have two. */
export const lengths = [1, 2, 3, 5, 10] as const;
export const kinds: readonly Kind[] = ['pause', 'article', 'card', 'glossary'];
export const postures = ['sitting', 'standing', 'lying', 'walking'] as const;
export const professions: readonly Profession[] = ['nurse', 'doctor', 'administrator', 'porter'];

export function shelf_of({ pauses, articles, cards = [], glossary = [] }: Library): ShelfItem[] {
  return [
    ...pauses.map((item) => placed('pause', item)),
    ...articles.map((item) => placed('article', item)),
    ...cards.map((item) => placed('card', item)),
    ...glossary.map((item) => placed('glossary', item)),
  ];
}

function placed(kind: Kind, item: Pause | Article): ShelfItem {
  const said: Partial<Pause> = item;
  return {
    kind,
    id: item.id,
    title: item.title,
    summary: item.summary,
    minutes: item.minutes,
    need: said.need ?? [],
    posture: said.posture ?? '',
    hands_free: said.hands_free ?? false,
    sound: said.sound ?? false,
    when: said.when ?? '',
    card: said.card ?? [],
    for: said.for ?? [],
  };
}

const rules: { [C in Choice]: (item: ShelfItem, chosen: Wanted[C]) => boolean } = {
  minutes: (item, minutes) => minutes === 0 || item.minutes <= minutes,
  kind: (item, kind) => kind === '' || item.kind === kind,
  need: (item, need) => need === '' || item.need.includes(need),
  posture: (item, posture) => posture === '' || suits_posture(item, posture),
  free: (item, free) => !free || (item.kind === 'pause' && item.hands_free),
  sound: (item, sound) => sound === '' || item.sound === (sound === 'sound'),
  role: (item, role) => role === '' || item.for.length === 0 || item.for.includes(role),
};

/** Nobody reads while walking; everything else can be read as one likes. */
function suits_posture(item: ShelfItem, posture: Exclude<Wanted['posture'], ''>): boolean {
  if (item.kind !== 'pause') return posture !== 'walking';
  if (item.posture === 'any') return posture === 'sitting' || posture === 'standing';
  return item.posture === posture;
}

export const choices = Object.keys(rules) as Choice[];

function keeps<C extends Choice>(choice: C, item: ShelfItem, wanted: Wanted): boolean {
  return rules[choice](item, wanted[choice]);
}

export function suits(item: ShelfItem, wanted: Wanted): boolean {
  return choices.every((choice) => keeps(choice, item, wanted));
}

export function is_chosen(choice: Choice, wanted: Wanted): boolean {
  return wanted[choice] !== anything[choice];
}

/** Shortest first; with a time chosen, first what fills it best. */
export function in_order(items: readonly ShelfItem[], minutes: number): ShelfItem[] {
  const way = minutes === 0 ? 1 : -1;
  return [...items].sort((a, b) => way * (a.minutes - b.minutes));
}

export interface Loosening {
  choice: Choice;
  /** How many things there are without this one choice. */
  count: number;
}

/** Nothing suits: which one choice to let go of, the most promising first. */
export function loosenings(items: readonly ShelfItem[], wanted: Wanted): Loosening[] {
  return choices
    .filter((choice) => is_chosen(choice, wanted))
    .map((choice) => {
      const looser = { ...wanted, [choice]: anything[choice] };
      return { choice, count: items.filter((item) => suits(item, looser)).length };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

/** What the shelf can be asked for at all: a choice that finds nothing ever is not offered. */
export function offered(items: readonly ShelfItem[]) {
  return {
    kinds: kinds.filter((kind) => items.some((item) => item.kind === kind)),
    needs: [...new Set(items.flatMap((item) => item.need))].sort(by_weight(items)),
    postures: postures.filter((posture) =>
      items.some((item) => item.kind === 'pause' && suits_posture(item, posture)),
    ),
    professions: professions.filter((role) => items.some((item) => item.for.includes(role))),
  };
}

/** The need most is written for comes first. */
function by_weight(items: readonly ShelfItem[]) {
  const weight = (need: string) => items.filter((item) => item.need.includes(need)).length;
  return (a: string, b: string) => weight(b) - weight(a) || (a < b ? -1 : 1);
}
