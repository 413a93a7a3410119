// An item taken apart for reading beside its other language: the same blocks in the same order in
// both, because the importer lets in only packs whose languages have the same structure.
import type { Kind } from './reviews.ts';

export type Inline =
  | string
  | { t: 'strong' | 'em'; c: Inline[] }
  | { t: 'a'; href: string; c: Inline[] }
  | { t: 'br' };

/** The types there are, as docs/content.md lists them. */
export type ExerciseType =
  | 'paced_breathing'
  | 'grounding'
  | 'stress_diary'
  | 'if_then'
  | 'control_sorting'
  | 'audio'
  | 'reveal'
  | 're_entry'
  | 'thought_record'
  | 'confidence_ruler'
  | 'worry_time'
  | 'three_good_things'
  | 'muscle_release'
  | 'attention_anchor'
  | 'quiz'
  | 'values_sort'
  | 'signs_check'
  | 'scenario'
  | 'animation';

/** An exercise holds what its author wrote, by keys of its own. */
export interface Exercise {
  t: 'exercise';
  id: string;
  type: ExerciseType;
  feedback?: unknown;
}

export type Node =
  { t: 'p' | 'h' | 'quote'; c: Inline[] } | { t: 'ul' | 'ol'; items: Node[][] } | Exercise;

interface Page {
  nodes: Node[];
}

/** What the server delivers of any kind of item; each kind has some of these. */
export interface DeliveredText {
  title: string;
  goal?: string;
  why?: Record<string, string>;
  introduction?: Page[];
  kind?: string;
  minutes?: number;
  summary?: string;
  when?: string;
  risks?: string;
  card?: string[];
  screens?: Page[];
  short?: { minutes: number; screens: Page[] } | null;
  evidence: string;
  author_role: string;
}

const slots = ['sign_up', 'start', 'middle', 'lapse', 'end'] as const;

export type Label =
  | 'goal'
  | 'introduction'
  | `why_${(typeof slots)[number]}`
  | 'evidence'
  | 'summary'
  | 'minutes'
  | 'when'
  | 'risks'
  | 'screen'
  | 'short_screen'
  | 'card';

export interface Block {
  label: Label;
  /** Where there are several of it. */
  n?: number;
  lines: string[];
  nodes: Node[];
}

const said = (label: Label, ...lines: (string | undefined)[]): Block[] => {
  const there = lines.filter((line) => line !== undefined && line !== '') as string[];
  return there.length > 0 ? [{ label, lines: there, nodes: [] }] : [];
};

const pages = (label: Label, list: Page[] = []): Block[] =>
  list.map((page, i) => ({ label, n: i + 1, lines: [], nodes: page.nodes }));

export function blocks_of(kind: Kind, text: DeliveredText): Block[] {
  const minutes = text.minutes === undefined ? [] : said('minutes', String(text.minutes));
  if (kind === 'module')
    return [
      ...said('goal', text.goal),
      ...pages('introduction', text.introduction),
      ...slots.flatMap((slot) => said(`why_${slot}`, text.why?.[slot])),
      ...said('evidence', text.evidence),
    ];
  return [
    ...said('summary', text.summary),
    ...minutes,
    ...said('when', text.when),
    ...said('risks', text.risks),
    ...pages('screen', text.screens),
    ...pages('short_screen', text.short?.screens),
    ...said('card', ...(text.card ?? [])),
    ...said('evidence', text.evidence),
  ];
}

/** Of the numbers, those that say how an exercise goes; others are part of an example. */
const settings = [
  'in',
  'hold',
  'out',
  'minutes',
  'seconds',
  'tense_seconds',
  'release_seconds',
  'top',
] as const;
type Setting = (typeof settings)[number];
const is_setting = (key: string): key is Setting => (settings as readonly string[]).includes(key);

export type Line =
  | { kind: 'text' | 'right' | 'reply' | 'feedback'; text: string }
  | { kind: 'setting'; key: Setting; text: string };
type Kinds = Exclude<Line['kind'], 'setting'>;

/** Names for the program, which nobody reads. */
const unread = new Set(['t', 'id', 'type', 'file', 'audio', 'name', 'role', 'when', 'count']);

function lines_in(value: unknown, key: string, kind: Kinds): Line[] {
  // In prompts `when` is a question; in a rule it is the condition.
  if (unread.has(key) && !(key === 'when' && typeof value === 'string')) return [];
  if (typeof value === 'string')
    return value
      .split(/\n+/u)
      .filter((line) => line.trim() !== '')
      .map((text) => ({ kind, text: text.trim() }));
  if (typeof value === 'number')
    return [
      is_setting(key)
        ? { kind: 'setting', key, text: String(value) }
        : { kind, text: String(value) },
    ];
  if (Array.isArray(value)) return value.flatMap((one) => lines_in(one, '', kind));
  if (typeof value !== 'object' || value === null) return [];
  const right = 'right' in value && value.right === true;
  const kind_of = (name: string): Kinds => {
    if (kind === 'feedback') return kind;
    if (name === 'say') return 'reply'; // what is said to whoever chose this
    return right && name === 'text' ? 'right' : kind;
  };
  return Object.entries(value).flatMap(([name, one]) => lines_in(one, name, kind_of(name)));
}

/** Every word of an exercise that anybody may read, in the author's order; feedback last. */
export function exercise_lines(exercise: Exercise): Line[] {
  const { feedback, ...rest } = exercise;
  return [...lines_in(rest, '', 'text'), ...lines_in(feedback, '', 'feedback')];
}
