// An exercise on one sheet of paper: its questions with her answers, or room to write. It names
// neither the programme nor the place of work, so that it can lie on a desk.

import { breaths_in, type Pace } from './breathing_rhythm.ts';
import { items_in, pile_names, read_items } from './control_piles.ts';
import type { Exercise } from './exercise.ts';

/** A line of print; `room` is a line to write on. */
export interface CardLine {
  kind: 'question' | 'text' | 'room';
  text: string;
}

/** The app's own words for a card, in the language of the page. */
export interface CardWords {
  breathe_in(seconds: number): string;
  hold(seconds: number): string;
  breathe_out(seconds: number): string;
  times(breaths: number): string;
  /** A number of the scale from 0 to 10. */
  of_ten(value: string): string;
}

const room: CardLine = { kind: 'room', text: '' };

function lines_of(text: string): CardLine[] {
  return text
    .split(/\n+/u)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => ({ kind: 'text', text: line }));
}

function asked(question: string, answer: string, rooms = 1): CardLine[] {
  const said = lines_of(answer);
  return [
    { kind: 'question', text: question },
    ...(said.length > 0 ? said : Array.from({ length: rooms }, () => room)),
  ];
}

export function card_lines(
  exercise: Exercise,
  read: (field: string) => string,
  words: CardWords,
): CardLine[] {
  switch (exercise.type) {
    case 'paced_breathing': {
      const pace: Pace = { in: exercise.in, hold: exercise.hold ?? 0, out: exercise.out };
      return [
        words.breathe_in(pace.in),
        ...(pace.hold > 0 ? [words.hold(pace.hold)] : []),
        words.breathe_out(pace.out),
        words.times(breaths_in(pace, exercise.minutes)),
      ].map((text) => ({ kind: 'text', text }));
    }
    case 'grounding':
      return exercise.senses.flatMap((sense) => asked(sense.prompt, read(sense.id)));
    case 'stress_diary':
      return Object.entries(exercise.prompts).flatMap(([field, prompt]) => {
        const answer = read(field);
        return asked(prompt, field === 'feeling' && answer ? words.of_ten(answer) : answer);
      });
    case 'if_then':
      return Object.entries(exercise.prompts).flatMap(([field, prompt]) =>
        asked(prompt, read(field)),
      );
    case 'control_sorting': {
      const items = read_items(read('items'));
      return pile_names.flatMap((pile) =>
        asked(
          exercise.piles[pile],
          items_in(items, pile)
            .map((item) => item.text)
            .join('\n'),
          2,
        ),
      );
    }
    case 'audio':
      return [{ kind: 'question', text: exercise.title }, ...lines_of(exercise.transcript)];
    case 'reveal':
      return [{ kind: 'question', text: exercise.question }, ...lines_of(exercise.answer)];
    case 're_entry': {
      const before = exercise.lines.slice(0, -1);
      const last = exercise.lines.at(-1) ?? '';
      return [
        ...before.map((text): CardLine => ({ kind: 'text', text })),
        ...asked(last, read('next_action')),
      ];
    }
  }
}
