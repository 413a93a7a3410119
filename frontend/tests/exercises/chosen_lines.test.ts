import { describe, expect, it } from 'vitest';
import { lines_in, with_line } from '../../src/features/exercises/chosen_lines.ts';

describe('chosen lines', () => {
  it('adds a line, and takes it away when it is pressed again', () => {
    expect(with_line('', 'rest')).toBe('rest');
    expect(with_line('rest', 'friends, near')).toBe('rest\nfriends, near');
    expect(with_line('rest\nfriends, near', 'rest')).toBe('friends, near');
    expect(with_line('rest', 'rest')).toBe('');
  });

  it('reads nothing out of an empty field', () => {
    expect(lines_in(' \n\n')).toEqual([]);
  });
});
