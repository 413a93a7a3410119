// An exercise on one sheet of paper: its questions with her answers, or room to write. It names
// neither the programme nor the place of work, so that it can lie on a desk.

import { breaths_in, type Pace } from './breathing_rhythm.ts';
import {
  items_in,
  pile_names,
  read_items,
  value_piles,
  worry_piles,
  type Pile,
} from './control_piles.ts';
import { good_things, thought_fields, thought_scales, type Exercise } from './exercise.ts';

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

function heap(title: string, pile: Pile, read: (field: string) => string): CardLine[] {
  const texts = items_in(read_items(read('items')), pile).map((item) => item.text);
  return asked(title, texts.join('\n'), 2);
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
    case 'control_sorting':
      return pile_names.flatMap((pile) => heap(exercise.piles[pile], pile, read));
    case 'thought_record':
      return thought_fields.flatMap((field) => {
        const answer = read(field);
        const number = thought_scales.includes(field) && answer !== '';
        return asked(exercise.prompts[field], number ? words.of_ten(answer) : answer);
      });
    case 'confidence_ruler': {
      const rating = read('rating');
      return [
        ...asked(exercise.prompts.rating, rating && words.of_ten(rating)),
        ...asked(exercise.prompts.why_not_lower, read('why_not_lower')),
        ...asked(exercise.prompts.raise, read('raise')),
      ];
    }
    case 'worry_time':
      return [
        ...worry_piles.flatMap((pile) => heap(exercise.prompts[pile], pile, read)),
        ...asked(exercise.prompts.when, read('time')),
        ...asked(exercise.prompts.next, read('next')),
      ];
    case 'three_good_things':
      return good_things.flatMap((thing) => [
        ...asked(exercise.prompts.thing, read(thing)),
        ...asked(exercise.prompts.why, read(`${thing}_why`)),
      ]);
    case 'muscle_release':
      return exercise.groups.flatMap((group) => lines_of(`${group.tense}\n${group.release}`));
    case 'attention_anchor':
      return [
        ...lines_of(exercise.prompts.stop),
        ...asked(exercise.prompts.notice, read('notice')),
        ...asked(exercise.prompts.choose, read('choose')),
      ];
    case 'quiz':
      return exercise.questions.flatMap((question) => [
        { kind: 'question', text: question.question },
        ...question.options.filter((one) => one.right).flatMap((one) => lines_of(one.text)),
      ]);
    case 'values_sort':
      return [
        ...asked(exercise.prompts.top, read('top'), exercise.top),
        ...value_piles.flatMap((pile) => heap(exercise.piles[pile], pile, read)),
      ];
    case 'signs_check':
      return exercise.groups.flatMap((group) => asked(group.title, read(group.id), 2));
    case 'scenario':
      return exercise.cases.flatMap((one) => [
        { kind: 'question', text: one.title },
        ...lines_of(one.text),
      ]);
    case 'animation':
      return [{ kind: 'question', text: exercise.title }, ...lines_of(exercise.description)];
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
