import { describe, expect, it } from 'vitest';
import { read_place, write_place } from '../../src/features/exercises/place.ts';

describe('place in a step', () => {
  it.each([undefined, '', '.', 'my-plan', 'a.b.c.d.e'])('begins the page for %s', (text) => {
    const place = read_place(text);
    expect(place.short).toBe(false);
    if (text !== 'a.b.c.d.e') expect(place.field).toBeUndefined();
  });

  it.each([
    { short: false },
    { short: true },
    { short: false, exercise: 'my-plan', field: 'next_action' },
    { short: true, exercise: 'my-plan', field: 'moment' },
    { short: false, exercise: 'short', field: 'moment' },
  ])('reads back what it wrote: %o', (place) => {
    expect(read_place(write_place(place))).toEqual(place);
  });

  it('forgets a field without its exercise', () => {
    expect(write_place({ short: false, field: 'moment' })).toBe('');
  });
});
