import type { Cancel, Clock } from '../../src/base/clock.ts';

/** Time that passes when the test says so. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 2, 1, 3, 0, 0);
  #timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void): Cancel {
    const timer = { at: this.#now + milliseconds, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Lets time pass; whatever is due happens in its order, with everything it leads to. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await quiet();
      const [next] = this.#timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = end;
    await quiet();
  }
}

const turn = () => new Promise<void>((done) => setImmediate(done));

/** A few rounds of the event loop: sealing and storing are done by other threads. */
async function quiet(): Promise<void> {
  for (let round = 0; round < 6; round += 1) await turn();
}

/** Waits for what other threads do; a condition that never comes is a failed test. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  for (let round = 0; round < 20_000; round += 1) {
    if (condition()) return;
    await turn();
  }
  throw new Error(`${what} never came`);
}
