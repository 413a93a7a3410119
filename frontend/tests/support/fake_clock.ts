import type { Cancel, Clock } from '../../src/base/clock.ts';
import { quiet } from './under_way.ts';

/** Time that passes when the test says so. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 2, 1, 3, 0, 0);
  #wrong_by = 0;
  #timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.#now + this.#wrong_by;
  }

  elapsed(): number {
    return this.#now;
  }

  /** Somebody sets the wall clock; no time passes by it. */
  set_wall(wrong_by: number): void {
    this.#wrong_by = wrong_by;
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
