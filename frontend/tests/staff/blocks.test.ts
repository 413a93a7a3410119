import { describe, expect, test } from 'vitest';
import { blocks_of, exercise_lines } from '../../src/staff/features/content/blocks.ts';
import type { DeliveredText, Exercise } from '../../src/staff/features/content/blocks.ts';
import {
  count_signed,
  next_waiting,
  waits,
  type Review,
} from '../../src/staff/features/content/reviews.ts';

const page = (text: string) => ({ nodes: [{ t: 'p' as const, c: [text] }] });

describe('an item beside its other language', () => {
  const text: DeliveredText = {
    title: 'A sip',
    summary: 'One drink.',
    minutes: 1,
    when: 'At the tap.',
    risks: 'Hot drinks.',
    card: ['Hold', 'Sip'],
    screens: [page('Hold the cup.'), page('Sip.')],
    short: { minutes: 1, screens: [page('Just sip.')] },
    evidence: 'Not tested.',
    author_role: 'Nurse',
  };

  test('has every part that is read, in the order of the screen, and the evidence last', () => {
    expect(blocks_of('pause', text).map((one) => [one.label, one.n])).toEqual([
      ['summary', undefined],
      ['minutes', undefined],
      ['when', undefined],
      ['risks', undefined],
      ['screen', 1],
      ['screen', 2],
      ['short_screen', 1],
      ['card', undefined],
      ['evidence', undefined],
    ]);
  });

  test('a module says its five whys', () => {
    const why = { sign_up: 'a', start: 'b', middle: 'c', lapse: 'd', end: 'e' };
    const blocks = blocks_of('module', {
      title: 'Load',
      goal: 'I see it',
      why,
      introduction: [page('Hello')],
      evidence: 'Some.',
      author_role: 'Psychologist',
    });
    expect(blocks.map((one) => one.label)).toEqual([
      'goal',
      'introduction',
      'why_sign_up',
      'why_start',
      'why_middle',
      'why_lapse',
      'why_end',
      'evidence',
    ]);
  });
});

describe('an exercise on paper', () => {
  const lines = (exercise: object) => exercise_lines({ t: 'exercise', ...exercise } as Exercise);

  test('tells how it goes, and nothing that only the program reads', () => {
    expect(lines({ id: 'a', type: 'paced_breathing', in: 4, out: 6, audio: 'x.mp3' })).toEqual([
      { kind: 'setting', key: 'in', text: '4' },
      { kind: 'setting', key: 'out', text: '6' },
    ]);
  });

  test('says which answer is right, what each is answered, and all feedback last', () => {
    expect(
      lines({
        id: 'q',
        type: 'quiz',
        feedback: [{ when: { field: 'x', at_least: 3 }, say: 'Well done is not said.' }],
        questions: [
          {
            id: 'one',
            question: 'How many?',
            options: [
              { text: 'Two', right: false, say: 'Often more.' },
              { text: 'Five', right: true, say: 'Yes.' },
            ],
          },
        ],
      }),
    ).toEqual([
      { kind: 'text', text: 'How many?' },
      { kind: 'text', text: 'Two' },
      { kind: 'reply', text: 'Often more.' },
      { kind: 'right', text: 'Five' },
      { kind: 'reply', text: 'Yes.' },
      { kind: 'feedback', text: 'Well done is not said.' },
    ]);
  });

  test('a question called “when” is a question, and an example’s number is part of it', () => {
    expect(
      lines({ id: 'w', type: 'worry_time', prompts: { when: 'At what time?' }, minutes: 10 }),
    ).toEqual([
      { kind: 'text', text: 'At what time?' },
      { kind: 'setting', key: 'minutes', text: '10' },
    ]);
    expect(lines({ id: 't', type: 'thought_record', example: { belief: 8 } })).toEqual([
      { kind: 'text', text: '8' },
    ]);
  });
});

describe('what waits for a signature', () => {
  const review = (item: string, state: Review['state']): Review => ({
    item,
    state,
    kind: 'pause',
    module: '',
    version: '',
    review_by: '',
    heads: [],
    signatures: [],
  });
  const items = [
    review('a', 'signed'),
    review('b', 'not_yet'),
    review('c', 'changes_asked_for'),
    review('d', 'earlier_version'),
    review('e', 'not_for_us'),
  ];

  test('only agreement counts as signed', () => {
    expect(count_signed(items)).toEqual({ signed: 1, items: 5 });
  });

  test('is what nobody said anything of in this version', () => {
    expect(items.filter(waits).map((one) => one.item)).toEqual(['b', 'd']);
    expect(next_waiting(items)?.item).toBe('b');
    expect(next_waiting(items, 'b')?.item).toBe('d');
    expect(next_waiting(items, 'd')?.item).toBe('b');
    expect(next_waiting([review('b', 'not_yet')], 'b')).toBeUndefined();
  });
});
