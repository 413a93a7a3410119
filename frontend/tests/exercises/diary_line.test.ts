import { describe, expect, it } from 'vitest';
import { days_ago, first_words, in_order } from '../../src/features/exercises/diary_line.ts';
import { has_word, with_word } from '../../src/features/exercises/word_list.ts';

describe('diary line', () => {
  it('counts calendar days, not hours, and across months', () => {
    expect(days_ago('2026-03-01T23:59:00+00:00', '2026-03-01T00:01:00+00:00')).toBe(0);
    expect(days_ago('2026-02-28T23:59:00+08:00', '2026-03-01T00:01:00+08:00')).toBe(1);
    expect(days_ago('2026-03-29T00:30:00+00:00', '2026-03-30T00:30:00+01:00')).toBe(1);
  });

  it('shows words, never numbers or the list behind the words', () => {
    const items = JSON.stringify([{ text: 'the rota', pile: 'mine' }]);
    expect(first_words({ about: '{}', feeling: '7', feels: 'worse' })).toBe('');
    expect(first_words({ items, feeling: '7' })).toBe('the rota');
    expect(first_words({ items, top: 'rest\nmy own way' })).toBe('rest · my own way');
    expect(first_words({ situation: ' Full \n ward ', helped: 'tea' })).toBe('Full ward · tea');
  });

  it('cuts long text between whole characters', () => {
    const cut = first_words({ situation: '😀'.repeat(200) });
    expect([...cut]).toHaveLength(120);
    expect(cut.endsWith('😀…')).toBe(true);
  });

  it('keeps every field when it puts them in order', () => {
    expect(Object.keys(in_order({ b: '1', z: '2', a: '3' }, ['a', 'b']))).toEqual(['a', 'b', 'z']);
  });
});

describe('words to press', () => {
  it('adds a word to what stands there, and takes it away again', () => {
    const once = with_word('my neck', 'jaw', ', ');
    expect(once).toBe('my neck, jaw');
    expect(has_word(once, 'jaw')).toBe(true);
    expect(with_word(once, 'jaw', ', ')).toBe('my neck');
    expect(with_word('肩膀紧、累', '累', '、')).toBe('肩膀紧');
  });

  it('does not take a part of a word for the word', () => {
    expect(has_word('jawbone', 'jaw')).toBe(false);
  });
});
