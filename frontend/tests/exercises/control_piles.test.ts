import { describe, expect, it } from 'vitest';
import {
  add_item,
  items_in,
  join_items,
  move_item,
  read_items,
  remove_item,
  write_items,
} from '../../src/features/exercises/control_piles.ts';

describe('control piles', () => {
  it('drops no word, even from a field it cannot read', () => {
    expect(read_items('half a note [')).toEqual([{ text: 'half a note [', pile: null }]);
    expect(read_items('{"text":"x"}')).toEqual([{ text: '{"text":"x"}', pile: null }]);
    expect(read_items('  ')).toEqual([]);
  });

  it('does not believe a pile it does not know', () => {
    expect(read_items('[{"text":"rota","pile":"bin"}]')).toEqual([{ text: 'rota', pile: null }]);
  });

  it('adds each thing once and never an empty one', () => {
    const once = add_item([], ' rota ');
    expect(once).toEqual([{ text: 'rota', pile: null }]);
    expect(add_item(once, 'rota')).toBe(once);
    expect(add_item(once, '  ')).toBe(once);
  });

  it('moves, takes back and removes', () => {
    const items = move_item(add_item([], 'rota'), 'rota', 'influence');
    expect(items_in(items, 'influence')).toHaveLength(1);
    expect(items_in(move_item(items, 'rota', null), null)).toHaveLength(1);
    expect(write_items(remove_item(items, 'rota'))).toBe('');
  });

  it('reads back what it wrote', () => {
    const items = move_item(add_item(add_item([], '家长的电话'), 'rota'), 'rota', 'mine');
    expect(read_items(write_items(items))).toEqual(items);
  });

  it('joins two versions without losing anything', () => {
    const here = [
      { text: 'rota', pile: null },
      { text: 'my tea', pile: 'mine' as const },
    ];
    const there = [
      { text: 'rota', pile: 'influence' as const },
      { text: 'the weather', pile: 'not_mine' as const },
    ];
    expect(join_items(here, there)).toEqual([
      { text: 'rota', pile: 'influence' },
      { text: 'my tea', pile: 'mine' },
      { text: 'the weather', pile: 'not_mine' },
    ]);
  });
});
