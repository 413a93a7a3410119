import { describe, expect, it } from 'vitest';
import type { Progress } from '../src/features/programmes/programmes.ts';
import { ProgressKeeper } from '../src/features/programmes/progress_keeper.ts';
import { FakeClock } from './support/fake_clock.ts';

const at = (screen: number): Progress => ({
  module: 'm',
  step: 's',
  hash: 'h',
  at: { screen, field: '' },
});

function keeper() {
  const told: [Progress, boolean][] = [];
  const clock = new FakeClock();
  return { told, clock, keeper: new ProgressKeeper(clock, (...one) => void told.push(one)) };
}

describe('progress keeper', () => {
  it('tells the newest place once, after a quiet moment', async () => {
    const { told, clock, keeper: one } = keeper();
    one.note(at(1));
    one.note(at(2));
    expect(told).toEqual([]);
    await clock.pass(600);
    expect(told).toEqual([[at(2), false]]);
    await clock.pass(60_000);
    expect(told).toHaveLength(1);
  });

  it('tells what waits at once when the window closes, once', async () => {
    const { told, clock, keeper: one } = keeper();
    one.note(at(3));
    one.flush(true);
    await clock.pass(60_000);
    expect(told).toEqual([[at(3), true]]);
  });

  it('does not lose "done" when she moved on at once', async () => {
    const { told, clock, keeper: one } = keeper();
    one.note({ ...at(0), done: true });
    one.note(at(1));
    await clock.pass(600);
    expect(told).toEqual([[{ ...at(1), done: true }, false]]);
  });
});
