import { describe, expect, test } from 'vitest';
import { Hands } from '../../src/base/hands.ts';
import { IdleCover } from '../../src/features/safety/idle_cover.svelte.ts';
import { SharedTime } from '../../src/features/safety/shared_time.svelte.ts';
import { FakeClock } from '../support/fake_clock.ts';

const minutes = (n: number) => n * 60_000;

function shared() {
  const clock = new FakeClock();
  const hands = new Hands(clock);
  const stayed: number[] = [];
  const ended: string[] = [];
  const time = new SharedTime({
    clock,
    hands,
    stay: async () => void stayed.push(clock.elapsed()),
    end: async (why) => void ended.push(why),
  });
  time.start();
  return { clock, hands, time, stayed, ended };
}

describe('a shared computer', () => {
  test('warns after four quiet minutes and closes after five, once', async () => {
    const { clock, time, ended } = shared();
    await clock.pass(minutes(4) - 2000);
    expect(time.state).toBe('calm');
    await clock.pass(3000);
    expect(time.state).toBe('idle_soon');
    expect(ended).toEqual([]);
    await clock.pass(minutes(1));
    expect(ended).toEqual(['idle']);
    await clock.pass(minutes(60));
    expect(ended).toEqual(['idle']);
  });

  test('typing is staying, and the server hears of it', async () => {
    const { clock, hands, time, stayed, ended } = shared();
    for (let minute = 0; minute < 20; minute += 1) {
      await clock.pass(minutes(1));
      hands.touch();
    }
    expect(time.state).toBe('calm');
    expect(ended).toEqual([]);
    expect(stayed.length).toBeGreaterThanOrEqual(6);
    const gaps = stayed.map((at, i) => at - (stayed[i - 1] ?? stayed[0]!));
    expect(Math.max(...gaps)).toBeLessThan(minutes(4));
  });

  test('the server does not hear of somebody who is not there', async () => {
    const { clock, stayed } = shared();
    await clock.pass(minutes(5));
    expect(stayed).toEqual([]);
  });

  test('pressing the button takes the warning away', async () => {
    const { clock, time, stayed } = shared();
    await clock.pass(minutes(4) + 1000);
    time.stay();
    expect(time.state).toBe('calm');
    expect(stayed).toHaveLength(1);
    await clock.pass(minutes(3));
    expect(time.state).toBe('calm');
  });

  test('closes after an hour in any case, and says so five minutes before', async () => {
    const { clock, hands, time, ended } = shared();
    for (let minute = 0; minute < 55; minute += 1) {
      await clock.pass(minutes(1));
      hands.touch();
    }
    await clock.pass(1000);
    expect(time.state).toBe('hour_soon');
    for (let minute = 0; minute < 5; minute += 1) {
      hands.touch();
      await clock.pass(minutes(1));
    }
    expect(ended).toEqual(['hour']);
  });

  test('that slept for an hour is closed when it wakes', async () => {
    const { clock, ended } = shared();
    clock.set_wall(minutes(30)); // the page's own clock stood still
    await clock.pass(2000);
    expect(ended).toEqual(['idle']);
  });

  test('a long breath or a sound keeps it open', async () => {
    const { clock, hands, time, ended } = shared();
    const release = hands.hold();
    await clock.pass(minutes(10));
    expect(time.state).toBe('calm');
    release();
    await clock.pass(minutes(4) + 1000);
    expect(time.state).toBe('idle_soon');
    expect(ended).toEqual([]);
  });
});

function covering(wanted = true) {
  const clock = new FakeClock();
  const hands = new Hands(clock);
  const cover = new IdleCover({ clock, hands, wanted: () => wanted });
  cover.start();
  return { clock, hands, cover };
}

describe('the cover', () => {
  test('comes after two quiet minutes and goes with one touch', async () => {
    const { clock, hands, cover } = covering();
    await clock.pass(minutes(1));
    hands.touch();
    await clock.pass(minutes(1.5));
    expect(cover.covered).toBe(false);
    await clock.pass(minutes(0.6));
    expect(cover.covered).toBe(true);
    cover.lift();
    expect(cover.covered).toBe(false);
    await clock.pass(minutes(1.9));
    expect(cover.covered).toBe(false);
  });

  test('lies over a hidden window and asks for nothing after a short look elsewhere', async () => {
    const { clock, cover } = covering();
    cover.hidden(true);
    expect(cover.covered).toBe(true);
    await clock.pass(30_000);
    cover.hidden(false);
    expect(cover.covered).toBe(false);
    cover.hidden(true);
    await clock.pass(minutes(3));
    cover.hidden(false);
    expect(cover.covered).toBe(true);
  });

  test('stays away from a running breath, and where it is not wanted', async () => {
    const { clock, hands, cover } = covering();
    hands.hold();
    await clock.pass(minutes(9));
    cover.hidden(true);
    expect(cover.covered).toBe(false);
    const other = covering(false);
    await other.clock.pass(minutes(9));
    other.cover.hidden(true);
    expect(other.cover.covered).toBe(false);
  });
});
