import { describe, expect, it } from 'vitest';
import { card_lines, type CardWords } from '../../src/features/exercises/card.ts';
import type { Exercise } from '../../src/features/exercises/exercise.ts';

const words: CardWords = {
  breathe_in: (n) => `in ${n}`,
  hold: (n) => `hold ${n}`,
  breathe_out: (n) => `out ${n}`,
  times: (n) => `${n} times`,
  of_ten: (n) => `${n} of 10`,
};
const none = () => '';
const base = { t: 'exercise', id: 'x' } as const;

const every_type: Exercise[] = [
  { ...base, type: 'paced_breathing', in: 4, out: 6, minutes: 1 },
  { ...base, type: 'grounding', senses: [{ id: 'see', count: 5, prompt: 'Five things' }] },
  {
    ...base,
    type: 'stress_diary',
    prompts: { situation: 'S?', body: 'B?', thought: 'T?', feeling: 'F?', helped: 'H?' },
  },
  {
    ...base,
    type: 'if_then',
    prompts: { moment: 'When', action: 'I will', obstacle: 'But', around: 'Then' },
  },
  {
    ...base,
    type: 'control_sorting',
    prompts: { add: 'Add' },
    piles: { mine: 'Mine', influence: 'Partly', not_mine: 'Not mine' },
  },
  { ...base, type: 'audio', file: 'a.mp3', title: 'Bells', transcript: 'One.\nTwo.\n' },
  { ...base, type: 'reveal', question: 'Which?', answer: 'This.\n\nThat.' },
  { ...base, type: 're_entry', lines: ['Feet.', 'Breath.', 'Next:'] },
  {
    ...base,
    type: 'thought_record',
    prompts: {
      situation: 'a?',
      thought: 'b?',
      belief: 'c?',
      feeling: 'd?',
      strength: 'e?',
      supports: 'f?',
      against: 'g?',
      fairer: 'h?',
      belief_after: 'i?',
      strength_after: 'j?',
    },
  },
  {
    ...base,
    type: 'confidence_ruler',
    prompts: { rating: 'How sure?', why_not_lower: 'Why?', raise: 'What?' },
  },
  {
    ...base,
    type: 'worry_time',
    minutes: 10,
    prompts: { park: 'P', when: 'W', can: 'Can', cannot: 'Cannot', next: 'N' },
  },
  { ...base, type: 'three_good_things', prompts: { thing: 'T', why: 'W' } },
  {
    ...base,
    type: 'muscle_release',
    groups: [{ id: 'hands', tense: 'Fists.', release: 'Open.' }],
    tense_seconds: 5,
    release_seconds: 10,
  },
  {
    ...base,
    type: 'attention_anchor',
    seconds: 20,
    prompts: { stop: 'Stop.', notice: 'N?', choose: 'C?' },
  },
  {
    ...base,
    type: 'quiz',
    questions: [
      {
        id: 'q',
        question: 'Q?',
        options: [
          { text: 'Yes', right: true, say: 'So it is.' },
          { text: 'No', right: false, say: 'Many think so.' },
        ],
      },
    ],
  },
  {
    ...base,
    type: 'values_sort',
    values: [{ id: 'rest', text: 'rest' }],
    prompts: { add: 'Add', top: 'First?' },
    piles: { most: 'Most', some: 'Some', less: 'Less' },
    top: 3,
  },
  {
    ...base,
    type: 'signs_check',
    groups: [{ id: 'body', title: 'Body', signs: [{ id: 'jaw', text: 'jaw' }] }],
  },
  { ...base, type: 'scenario', cases: [{ role: 'nurse', title: 'Night', text: 'A bell.' }] },
  { ...base, type: 'animation', name: 'worry-loop', title: 'Loop', description: 'Round.' },
];

describe('card', () => {
  it.each(every_type)('$type has something to print before anything is written', (exercise) => {
    const lines = card_lines(exercise, none, words);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => line.kind === 'room' || line.text !== '')).toBe(true);
  });

  it('leaves room where nothing is written, and none where something is', () => {
    const plan = every_type[3]!;
    const read = (field: string) => (field === 'moment' ? 'the round ends' : '');
    expect(card_lines(plan, read, words).slice(0, 4)).toEqual([
      { kind: 'question', text: 'When' },
      { kind: 'text', text: 'the round ends' },
      { kind: 'question', text: 'I will' },
      { kind: 'room', text: '' },
    ]);
  });

  it('says a feeling as a number of ten, also when it is 0', () => {
    const read = (field: string) => (field === 'feeling' ? '0' : '');
    const texts = card_lines(every_type[2]!, read, words).map((line) => line.text);
    expect(texts).toContain('0 of 10');
  });

  it('prints the breath as it is breathed, without a rest that is none', () => {
    expect(card_lines(every_type[0]!, none, words).map((line) => line.text)).toEqual([
      'in 4',
      'out 6',
      '6 times',
    ]);
  });

  it('prints the right answers of a quiz and none of the others', () => {
    const texts = card_lines(every_type[14]!, () => 'No', words).map((line) => line.text);
    expect(texts).toEqual(['Q?', 'Yes']);
  });

  it('prints what comes first before the piles', () => {
    const texts = card_lines(
      every_type[15]!,
      (field) => (field === 'top' ? 'rest\nfriends' : ''),
      words,
    ).map((line) => line.text);
    expect(texts.slice(0, 4)).toEqual(['First?', 'rest', 'friends', 'Most']);
  });

  it('prints sorted things under their pile', () => {
    const items = JSON.stringify([{ text: 'the rota', pile: 'influence' }]);
    const lines = card_lines(every_type[4]!, () => items, words);
    const partly = lines.findIndex((line) => line.text === 'Partly');
    expect(lines[partly + 1]).toEqual({ kind: 'text', text: 'the rota' });
  });
});
