// The exercises as the content pack describes them. Field ids are the author's stable slugs.

import type { FeedbackRule } from './feedback.ts';

interface Common {
  t: 'exercise';
  id: string;
  feedback?: FeedbackRule[];
}

export interface PacedBreathing extends Common {
  type: 'paced_breathing';
  in: number;
  hold?: number;
  out: number;
  minutes: number;
  adjustable?: boolean;
  audio?: string;
}

export interface Grounding extends Common {
  type: 'grounding';
  senses: { id: string; count: number; prompt: string }[];
}

export interface StressDiary extends Common {
  type: 'stress_diary';
  prompts: { situation: string; body: string; thought: string; feeling: string; helped: string };
}

export interface IfThen extends Common {
  type: 'if_then';
  prompts: { moment: string; action: string; obstacle: string; around: string };
  examples?: { moment: string; action: string }[];
}

export interface ControlSorting extends Common {
  type: 'control_sorting';
  prompts: { add: string };
  piles: { mine: string; influence: string; not_mine: string };
  examples?: string[];
}

export interface AudioGuide extends Common {
  type: 'audio';
  file: string;
  title: string;
  minutes?: number;
  transcript: string;
}

export interface Reveal extends Common {
  type: 'reveal';
  question: string;
  answer: string;
}

export interface ReEntry extends Common {
  type: 're_entry';
  lines: string[];
}

/** The ten questions of a thought record, in the order of the screen. */
export const thought_fields = [
  'situation',
  'thought',
  'belief',
  'feeling',
  'strength',
  'supports',
  'against',
  'fairer',
  'belief_after',
  'strength_after',
] as const;
export type ThoughtField = (typeof thought_fields)[number];
/** Those of them that are numbers from 0 to 10. */
export const thought_scales: readonly ThoughtField[] = [
  'belief',
  'strength',
  'belief_after',
  'strength_after',
];

export interface ThoughtRecord extends Common {
  type: 'thought_record';
  prompts: Record<ThoughtField, string>;
  example?: Record<ThoughtField, string | number>;
}

export interface ConfidenceRuler extends Common {
  type: 'confidence_ruler';
  prompts: { rating: string; why_not_lower: string; raise: string };
}

export interface WorryTime extends Common {
  type: 'worry_time';
  prompts: { park: string; when: string; can: string; cannot: string; next: string };
  minutes: number;
}

export const good_things = ['one', 'two', 'three'] as const;

export interface ThreeGoodThings extends Common {
  type: 'three_good_things';
  prompts: { thing: string; why: string };
}

export interface MuscleRelease extends Common {
  type: 'muscle_release';
  groups: { id: string; tense: string; release: string }[];
  tense_seconds: number;
  release_seconds: number;
  audio?: string;
}

export interface AttentionAnchor extends Common {
  type: 'attention_anchor';
  prompts: { stop: string; notice: string; choose: string };
  seconds: number;
}

export interface Quiz extends Common {
  type: 'quiz';
  questions: {
    id: string;
    question: string;
    options: { text: string; right: boolean; say: string }[];
  }[];
}

export interface ValuesSort extends Common {
  type: 'values_sort';
  values: { id: string; text: string }[];
  prompts: { add: string; top: string };
  piles: { most: string; some: string; less: string };
  top: number;
}

export interface SignsCheck extends Common {
  type: 'signs_check';
  groups: { id: string; title: string; signs: { id: string; text: string }[] }[];
}

export interface Scenario extends Common {
  type: 'scenario';
  cases: { role: Role; title: string; text: string }[];
}
export type Role = 'nurse' | 'doctor' | 'administrator' | 'porter';

export interface Animation extends Common {
  type: 'animation';
  name: 'load-and-recovery' | 'breath-and-heart' | 'worry-loop';
  title: string;
  description: string;
}

export type Exercise =
  | PacedBreathing
  | Grounding
  | StressDiary
  | IfThen
  | ControlSorting
  | AudioGuide
  | Reveal
  | ReEntry
  | ThoughtRecord
  | ConfidenceRuler
  | WorryTime
  | ThreeGoodThings
  | MuscleRelease
  | AttentionAnchor
  | Quiz
  | ValuesSort
  | SignsCheck
  | Scenario
  | Animation;

/** The fields a person can fill in an exercise, in the order in which they stand on the screen. */
export function list_fields(exercise: Exercise): string[] {
  switch (exercise.type) {
    case 'grounding':
      return exercise.senses.map((sense) => sense.id);
    case 'stress_diary':
      return ['situation', 'body', 'thought', 'feeling', 'helped'];
    case 'if_then':
      return ['moment', 'action', 'obstacle', 'around'];
    case 'control_sorting':
      return ['items'];
    case 'reveal':
      return ['guess'];
    case 're_entry':
      return ['next_action', 'feels'];
    case 'thought_record':
      return [...thought_fields];
    case 'confidence_ruler':
      return ['rating', 'why_not_lower', 'raise'];
    case 'worry_time':
      return ['items', 'time', 'next'];
    case 'three_good_things':
      return good_things.flatMap((thing) => [thing, `${thing}_why`]);
    case 'attention_anchor':
      return ['notice', 'choose'];
    case 'quiz':
      return exercise.questions.map((question) => question.id);
    case 'values_sort':
      return ['items', 'top'];
    case 'signs_check':
      return exercise.groups.map((group) => group.id);
    case 'paced_breathing':
    case 'audio':
    case 'muscle_release':
    case 'scenario':
    case 'animation':
      return [];
  }
}

/** The question that stands above a field, in the author's words; nothing where the app asks. */
export function find_prompt(exercise: Exercise, field: string): string | undefined {
  switch (exercise.type) {
    case 'grounding':
      return exercise.senses.find((sense) => sense.id === field)?.prompt;
    case 'worry_time':
      if (field === 'items') return exercise.prompts.park;
      return field === 'time' ? exercise.prompts.when : exercise.prompts.next;
    case 'three_good_things':
      return field.endsWith('_why') ? exercise.prompts.why : exercise.prompts.thing;
    case 'quiz':
      return exercise.questions.find((question) => question.id === field)?.question;
    case 'values_sort':
      return field === 'top' ? exercise.prompts.top : exercise.prompts.add;
    case 'signs_check':
      return exercise.groups.find((group) => group.id === field)?.title;
    case 'stress_diary':
    case 'if_then':
    case 'thought_record':
    case 'confidence_ruler':
    case 'attention_anchor':
      return (exercise.prompts as Record<string, string>)[field];
    case 'control_sorting':
      return exercise.prompts.add;
    case 'reveal':
      return exercise.question;
    case 're_entry':
      return field === 'next_action' ? exercise.lines.at(-1) : undefined;
    default:
      return undefined;
  }
}
