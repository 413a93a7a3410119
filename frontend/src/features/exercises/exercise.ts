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

export type Exercise =
  | PacedBreathing
  | Grounding
  | StressDiary
  | IfThen
  | ControlSorting
  | AudioGuide
  | Reveal
  | ReEntry;

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
    case 'paced_breathing':
    case 'audio':
      return [];
  }
}

/** The question that stands above a field, in the author's words; nothing where the app asks. */
export function find_prompt(exercise: Exercise, field: string): string | undefined {
  switch (exercise.type) {
    case 'grounding':
      return exercise.senses.find((sense) => sense.id === field)?.prompt;
    case 'stress_diary':
    case 'if_then':
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
