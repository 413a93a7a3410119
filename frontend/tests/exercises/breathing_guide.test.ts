import { describe, expect, it } from 'vitest';
import { BreathingGuide } from '../../src/features/exercises/breathing_guide.svelte.ts';
import { FakeClock } from '../support/fake_clock.ts';

const pace = { in: 4, hold: 0, out: 6 };

function guide_with(minutes = 1) {
  const told: string[] = [];
  const clock = new FakeClock();
  const guide = new BreathingGuide({
    clock,
    pace,
    minutes,
    onphase: (phase) => told.push(phase),
    onfinish: () => told.push('end'),
  });
  return { told, clock, guide };
}

describe('breathing guide', () => {
  it('does nothing until it is started', async () => {
    const { told, clock, guide } = guide_with();
    await clock.pass(60_000);
    expect(told).toEqual([]);
    expect(guide.mode).toBe('ready');
    expect(guide.left).toEqual({ minutes: 1, seconds: 0 });
  });

  it('tells each phase once, in order, and then the end', async () => {
    const { told, clock, guide } = guide_with();
    guide.start();
    await clock.pass(70_000);
    expect(told.slice(0, 4)).toEqual(['in', 'out', 'in', 'out']);
    expect(told).toHaveLength(13);
    expect(told.at(-1)).toBe('end');
    expect(guide.mode).toBe('done');
    expect(guide.left).toEqual({ minutes: 0, seconds: 0 });
  });

  it('stands still while it is paused, and goes on where it was', async () => {
    const { told, clock, guide } = guide_with();
    guide.start();
    await clock.pass(5_000);
    guide.pause();
    const left = guide.left;
    await clock.pass(600_000);
    expect(guide.left).toEqual(left);
    guide.start();
    expect(told).toEqual(['in', 'out', 'out']);
    await clock.pass(5_100);
    expect(told.at(-1)).toBe('in');
  });

  it('heads for the full shape while breathing in, and for the empty one while breathing out', async () => {
    const { clock, guide } = guide_with();
    guide.start();
    expect([guide.full, guide.towards_ms]).toEqual([1, 4000]);
    await clock.pass(4_100);
    expect(guide.full).toBe(0);
    expect(guide.towards_ms).toBeGreaterThan(5_000);
  });

  it('finds its place when the page was asleep, and ends once', () => {
    let now = 0;
    let wake = () => {};
    const told: string[] = [];
    const guide = new BreathingGuide({
      clock: {
        now: () => now,
        elapsed: () => now,
        after: (_, call) => ((wake = call), () => (wake = () => {})),
      },
      pace,
      minutes: 1,
      onphase: (phase) => told.push(phase),
      onfinish: () => told.push('end'),
    });
    guide.start();
    now = 25_000;
    wake();
    expect(guide.phase).toBe('out');
    expect(told).toEqual(['in', 'out']);
    now = 90_000;
    wake();
    wake();
    expect(told).toEqual(['in', 'out', 'end']);
  });

  it('starts a new pace with an in-breath and leaves at least one', async () => {
    const { clock, guide } = guide_with();
    guide.start();
    await clock.pass(55_000);
    guide.change(2);
    expect(guide.phase).toBe('in');
    expect(guide.mode).toBe('running');
    expect(guide.left.seconds).toBeGreaterThanOrEqual(12);
  });

  it('does not begin the breath anew when the pace can go no further', async () => {
    const { told, clock, guide } = guide_with();
    for (let press = 0; press < 20; press += 1) guide.change(1);
    guide.start();
    await clock.pass(2_000);
    guide.change(1);
    expect(told).toEqual(['in']);
  });

  it('is silent after the page is left', async () => {
    const { told, clock, guide } = guide_with();
    guide.start();
    guide.stop();
    await clock.pass(60_000);
    expect(told).toEqual(['in']);
  });

  it('can be done once more', async () => {
    const { told, clock, guide } = guide_with();
    guide.start();
    await clock.pass(61_000);
    guide.start();
    expect(guide.left).toEqual({ minutes: 1, seconds: 0 });
    expect(told.at(-1)).toBe('in');
  });
});
