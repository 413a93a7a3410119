// Searching the library on this device, in both languages: what somebody looks for at three in the
// morning is nobody's business. English by words and simple stems, Chinese by the browser's own
// segmenter, or by characters where it has none.

/** Cuts a run of Chinese into words. */
export type Segment = (text: string) => string[];

/** What the browser knows of Chinese words; where it knows nothing, each character is one. */
export function segmenter_of(
  intl: { Segmenter?: typeof Intl.Segmenter } = Intl as { Segmenter?: typeof Intl.Segmenter },
): Segment {
  if (!intl.Segmenter) return (text) => [...text];
  const segmenter = new intl.Segmenter('zh-Hans', { granularity: 'word' });
  return (text) => Array.from(segmenter.segment(text), (one) => one.segment);
}

/** A part of an item that can be found, and how much finding it there says. */
export interface Part {
  text: string;
  weight: number;
}

export interface Findable<T> {
  item: T;
  parts: readonly Part[];
}

const english_fillers = new Set(
  'a an and are at be for from i in is it me my of on or so that the this to with'.split(' '),
);
const chinese_fillers = new Set([...'的了呢吗吧着我你很在和是有就都也点下']);

export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase();
}

/** A word without its ending: breathe, breathing and breaths are one. Wrong endings do little harm,
 *  because question and text lose the same. */
export function stem(word: string): string {
  let root = word.replace(/['’]s?$/u, '');
  if (root.length > 4) root = root.replace(/ies$|ied$/u, 'y');
  if (root.length > 4) root = root.replace(/(ss|sh|ch|x)es$/u, '$1');
  if (root.length > 3) root = root.replace(/([^su])s$/u, '$1');
  if (root.length > 5) root = root.replace(/(ing|ed|ly|er|est)$/u, '');
  if (root.length > 3) root = root.replace(/([^aeiouls])\1$/u, '$1');
  return root.length > 3 ? root.replace(/e$/u, '') : root;
}

const words_of = (text: string) => text.match(/[\p{L}\p{N}][\p{L}\p{N}'’]*/gu) ?? [];
const han_runs = /\p{Script=Han}+/gu;

interface Terms {
  english: string[];
  chinese: string[];
}

function terms_of(text: string, segment: Segment): Terms {
  const plain = folded(text);
  const chinese = (plain.match(han_runs) ?? []).flatMap(segment).filter(Boolean);
  return { english: words_of(plain.replace(han_runs, ' ')), chinese };
}

/** Fillers say nothing, unless there is nothing else. */
function asked(words: string, segment: Segment): Terms {
  const all = terms_of(words, segment);
  const telling = {
    english: all.english.filter((word) => !english_fillers.has(word)),
    chinese: all.chinese.filter((word) => !chinese_fillers.has(word)),
  };
  return telling.english.length + telling.chinese.length > 0 ? telling : all;
}

interface Indexed {
  weight: number;
  words: string[];
  stems: Set<string>;
  chinese: string;
}

/** A word still being typed finds what begins with it; a whole one what has its stem. */
function english_in({ words, stems }: Indexed, word: string): boolean {
  return stems.has(stem(word)) || (word.length > 1 && words.some((one) => one.startsWith(word)));
}

export class Search<T> {
  readonly #segment: Segment;
  readonly #rows: { item: T; parts: Indexed[] }[];

  constructor(findable: readonly Findable<T>[], segment: Segment = segmenter_of()) {
    this.#segment = segment;
    this.#rows = findable.map(({ item, parts }) => ({
      item,
      parts: parts.map(({ text, weight }) => {
        const plain = folded(text);
        const words = words_of(plain.replace(han_runs, ' '));
        const chinese = (plain.match(han_runs) ?? []).join('\n');
        return { weight, words, stems: new Set(words.map(stem)), chinese };
      }),
    }));
  }

  /** What holds every one of the words somewhere, best first; everything where nothing is asked. */
  find(words: string): T[] {
    const { english, chinese } = asked(words, this.#segment);
    if (english.length + chinese.length === 0) return this.#rows.map((row) => row.item);
    const scored = this.#rows.map(({ item, parts }) => {
      const scores = [
        ...english.map((word) => best(parts, (part) => english_in(part, word))),
        ...chinese.map((word) => best(parts, (part) => part.chinese.includes(word))),
      ];
      return { item, score: scores.includes(0) ? 0 : scores.reduce((sum, one) => sum + one, 0) };
    });
    return scored
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ item }) => item);
  }
}

/** The most telling part that has it; 0 where none has. */
function best(parts: readonly Indexed[], has: (part: Indexed) => boolean): number {
  return Math.max(0, ...parts.filter(has).map((part) => part.weight));
}
