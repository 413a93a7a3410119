import { describe, expect, it } from 'vitest';
import { fill, find_feedback, type FeedbackRule } from '../../src/features/exercises/feedback.ts';

const rules: FeedbackRule[] = [
  { when: { field: 'feeling', at_least: 7 }, say: 'That is a lot. You wrote it down.' },
  { when: { field: 'action', filled: true }, say: 'When {moment}, I will {action}.' },
  { when: { always: true }, say: 'Two lines are enough.' },
];

describe('feedback', () => {
  it('says nothing when no rule holds', () => {
    expect(find_feedback([{ when: { field: 'a', filled: true }, say: 'A' }], {})).toBeUndefined();
    expect(find_feedback([], { a: 'x' })).toBeUndefined();
  });

  it('does not count an unanswered or unreadable number as a low one', () => {
    const low: FeedbackRule[] = [{ when: { field: 'feeling', at_most: 3 }, say: 'Low.' }];
    expect(find_feedback(low, {})).toBeUndefined();
    expect(find_feedback(low, { feeling: 'so-so' })).toBeUndefined();
    expect(find_feedback(low, { feeling: '0' })).toBe('Low.');
  });

  it('says the first rule that holds', () => {
    expect(find_feedback(rules, { feeling: '7', action: 'sit' })).toBe(
      'That is a lot. You wrote it down.',
    );
    expect(find_feedback(rules, { feeling: '6' })).toBe('Two lines are enough.');
  });

  it('passes over a rule whose words are not there yet', () => {
    expect(find_feedback(rules, { action: 'breathe out' })).toBe('Two lines are enough.');
  });

  it('puts the words of the person into the sentence, without her full stop', () => {
    expect(find_feedback(rules, { moment: 'the round ends.', action: ' breathe out ' })).toBe(
      'When the round ends, I will breathe out.',
    );
    expect(fill('当{moment}，我就{action}。', { moment: '交班结束。', action: '慢慢呼气' })).toBe(
      '当交班结束，我就慢慢呼气。',
    );
  });

  it('never reads what was written as a template', () => {
    expect(fill('{a} and {b}', { a: '{b}', b: 'tea' })).toBe('{b} and tea');
  });

  it('compares two numbers only when both are there', () => {
    const eased: FeedbackRule[] = [
      { when: { field: 'after', lower_than: 'before' }, say: 'Lower.' },
      { when: { field: 'after', below: 5 }, say: 'Below.' },
    ];
    expect(find_feedback(eased, { before: '8', after: '5' })).toBe('Lower.');
    expect(find_feedback(eased, { before: '5', after: '5' })).toBeUndefined();
    expect(find_feedback(eased, { after: '7' })).toBeUndefined();
    expect(find_feedback(eased, { after: '4' })).toBe('Below.');
    expect(find_feedback(eased, { before: '10', after: '9' })).toBe('Lower.');
  });

  it('says chosen lines in one sentence', () => {
    expect(fill('First: {top}', { top: 'rest\nfriends' })).toBe('First: rest, friends');
    expect(fill('最前：{top}', { top: '休息\n朋友' })).toBe('最前：休息、朋友');
  });

  it('looks into the piles', () => {
    const items = JSON.stringify([
      { text: 'the rota', pile: 'influence' },
      { text: 'my next breath', pile: 'mine' },
    ]);
    const piles: FeedbackRule[] = [
      { when: { pile: 'not_mine', empty: false }, say: 'Some of it is not yours.' },
      { when: { pile: 'mine', empty: false }, say: 'Begin with {mine}.' },
    ];
    expect(find_feedback(piles, { items })).toBe('Begin with my next breath.');
    expect(find_feedback(piles, { items: '' })).toBeUndefined();
  });
});
