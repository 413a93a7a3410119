import { describe, expect, it } from 'vitest';
import {
  breaths_a_minute,
  breaths_in,
  can_change,
  changed_by,
  clock_left,
  cycle_of,
  fullness,
  length_ms,
  moment_at,
} from '../../src/features/exercises/breathing_rhythm.ts';

const pace = { in: 4, hold: 0, out: 6 };
const held = { in: 4, hold: 2, out: 6 };

describe('breathing rhythm', () => {
  it('begins with the in-breath and changes exactly at the seconds given', () => {
    expect(moment_at(pace, 0)).toEqual({ phase: 'in', since: 0, left: 4000, breath: 0 });
    expect(moment_at(pace, 3999).phase).toBe('in');
    expect(moment_at(pace, 4000)).toEqual({ phase: 'out', since: 0, left: 6000, breath: 0 });
    expect(moment_at(pace, 10000)).toEqual({ phase: 'in', since: 0, left: 4000, breath: 1 });
  });

  it('leaves the hold out when there is none, and keeps it when there is', () => {
    expect(moment_at(held, 4000).phase).toBe('hold');
    expect(moment_at(held, 6000).phase).toBe('out');
  });

  it('is empty at the start, full at the top, empty at the end', () => {
    expect(fullness(pace, 0)).toBeCloseTo(0);
    expect(fullness(pace, 4000)).toBeCloseTo(1);
    expect(fullness(held, 5000)).toBe(1);
    expect(fullness(pace, 9999.9)).toBeCloseTo(0);
  });

  it('ends at the end of an out-breath', () => {
    expect(breaths_in(pace, 1)).toBe(6);
    expect(length_ms(pace, 1)).toBe(60000);
    expect(length_ms({ in: 4, hold: 0, out: 7 }, 1) % 11000).toBe(0);
    expect(breaths_in(pace, 0)).toBe(1);
  });

  it('changes the pace within what is comfortable, keeping out longer than in', () => {
    const slower = changed_by(pace, 2);
    expect(cycle_of(slower)).toBe(12);
    expect(slower.out).toBeGreaterThan(slower.in);
    expect(cycle_of(changed_by(pace, 100))).toBe(16);
    expect(cycle_of(changed_by(pace, -100))).toBe(6);
    expect(can_change({ in: 6, hold: 0, out: 10 }, 1)).toBe(false);
  });

  it('tells the pace in breaths a minute', () => {
    expect(breaths_a_minute(pace)).toBe(6);
    expect(breaths_a_minute({ in: 5, hold: 0, out: 6 })).toBe(5.5);
  });

  it('counts the time down to nothing and not below', () => {
    expect(clock_left(60000, 0)).toEqual({ minutes: 1, seconds: 0 });
    expect(clock_left(60000, 500)).toEqual({ minutes: 1, seconds: 0 });
    expect(clock_left(60000, 61000)).toEqual({ minutes: 0, seconds: 0 });
  });
});
