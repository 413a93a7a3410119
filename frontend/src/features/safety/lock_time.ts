// When a locked device asks for its PIN again: after some minutes without a hand, the time in which
// the device slept or showed something else included.
import type { Cancel, Clock } from '../../base/clock.ts';
import type { Hands } from '../../base/hands.ts';

const minute = 60_000;
const look_every = 1000;

export interface LockTimeParts {
  clock: Clock;
  hands: Hands;
  /** Minutes; undefined where there is no lock. */
  after(): number | undefined;
  lock(): Promise<unknown>;
}

export class LockTime {
  readonly #parts: LockTimeParts;
  #cancel: Cancel | undefined;

  constructor(parts: LockTimeParts) {
    this.#parts = parts;
  }

  start(): void {
    this.stop();
    this.#cancel = this.#parts.clock.after(look_every, () => {
      if (!this.look()) this.start();
    });
  }

  stop(): void {
    this.#cancel?.();
  }

  /** Locks if it is time, and says so. */
  look(): boolean {
    const { hands, after, lock } = this.#parts;
    const minutes = after();
    if (minutes === undefined || hands.held || hands.idle < minutes * minute) return false;
    this.stop();
    void lock();
    return true;
  }
}
