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

function keeper_with(answer: () => Promise<unknown> = () => Promise.resolve()) {
  const sent: Progress[] = [];
  const clock = new FakeClock();
  const keeper = new ProgressKeeper(clock, (progress) => {
    sent.push(progress);
    return answer();
  });
  return { sent, clock, keeper };
}

describe('progress keeper', () => {
  it('sends the newest place once, after a quiet moment', async () => {
    const { sent, clock, keeper } = keeper_with();
    keeper.note(at(1));
    keeper.note(at(2));
    expect(sent).toEqual([]);
    await clock.pass(600);
    expect(sent).toEqual([at(2)]);
    await clock.pass(60_000);
    expect(sent).toHaveLength(1);
  });

  it('sends what waits at once when the window closes, in a request that outlives it', async () => {
    const leaving: boolean[] = [];
    const clock = new FakeClock();
    const keeper = new ProgressKeeper(clock, (_, last) => Promise.resolve(leaving.push(last)));
    keeper.note(at(3));
    keeper.leave();
    await clock.pass(60_000);
    expect(leaving).toEqual([true]);
  });

  it('repeats a place that was not answered yet when the window closes', () => {
    const { sent, keeper } = keeper_with(() => new Promise(() => undefined));
    keeper.note(at(4));
    void keeper.flush();
    keeper.leave();
    expect(sent).toEqual([at(4), at(4)]);
  });

  it('tries again after a failure, with the newest place', async () => {
    let broken = true;
    const { sent, clock, keeper } = keeper_with(() =>
      broken ? Promise.reject(new Error('no network')) : Promise.resolve(),
    );
    keeper.note(at(1));
    await clock.pass(600);
    keeper.note(at(2));
    broken = false;
    await clock.pass(15_000);
    expect(sent.at(-1)).toEqual(at(2));
    const so_far = sent.length;
    await clock.pass(60_000);
    expect(sent).toHaveLength(so_far);
  });

  it('does not lose "done" when it could not be sent and she moved on', async () => {
    let broken = true;
    const { sent, clock, keeper } = keeper_with(() =>
      broken ? Promise.reject(new Error('no network')) : Promise.resolve(),
    );
    keeper.note({ ...at(0), done: true });
    await keeper.flush();
    broken = false;
    keeper.note(at(1));
    await clock.pass(600);
    expect(sent.at(-1)).toEqual({ ...at(1), done: true });
  });

  it('sends one after the other', async () => {
    let finish = () => {};
    const { sent, clock, keeper } = keeper_with(() => new Promise<void>((done) => (finish = done)));
    keeper.note(at(1));
    await clock.pass(600);
    keeper.note(at(2));
    await clock.pass(600);
    expect(sent).toEqual([at(1)]);
    finish();
    await clock.pass(0);
    await clock.pass(600);
    expect(sent).toEqual([at(1), at(2)]);
  });

  it('sends at once when she leaves, and nothing after', async () => {
    const { sent, clock, keeper } = keeper_with();
    keeper.note(at(3));
    await keeper.close();
    expect(sent).toEqual([at(3)]);
    await clock.pass(60_000);
    expect(sent).toHaveLength(1);
  });
});
