import { describe, expect, it } from 'vitest';
import { Stages } from '../../src/features/exercises/stages.svelte.ts';
import { FakeClock } from '../support/fake_clock.ts';

function stages_of(...seconds: number[]) {
  const told: (number | 'end')[] = [];
  const clock = new FakeClock();
  const stages = new Stages({
    clock,
    seconds,
    onstage: (stage) => told.push(stage),
    onfinish: () => told.push('end'),
  });
  return { told, clock, stages };
}

describe('stages', () => {
  it('says nothing until it is started', async () => {
    const { told, clock, stages } = stages_of(5, 10);
    await clock.pass(60_000);
    expect(told).toEqual([]);
    expect(stages.left).toEqual({ minutes: 0, seconds: 15 });
  });

  it('tells each stage once, in order, and then the end', async () => {
    const { told, clock, stages } = stages_of(5, 10, 5);
    stages.start();
    await clock.pass(4_900);
    expect(told).toEqual([0]);
    await clock.pass(20_000);
    expect(told).toEqual([0, 1, 2, 'end']);
    expect(stages.mode).toBe('done');
  });

  it('stands still while it is paused, and goes on where it was', async () => {
    const { clock, stages } = stages_of(60);
    stages.start();
    await clock.pass(20_000);
    stages.pause();
    await clock.pass(100_000);
    expect(stages.left).toEqual({ minutes: 0, seconds: 40 });
    stages.start();
    await clock.pass(39_000);
    expect(stages.mode).toBe('running');
    await clock.pass(1_100);
    expect(stages.mode).toBe('done');
  });

  it('begins anew after the end', async () => {
    const { told, clock, stages } = stages_of(2);
    stages.start();
    await clock.pass(3_000);
    stages.start();
    expect(stages.left).toEqual({ minutes: 0, seconds: 2 });
    expect(told).toEqual([0, 'end', 0]);
  });
});
