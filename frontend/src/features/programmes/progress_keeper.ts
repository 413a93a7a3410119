// Sends where she is in a step: not at each key, never out of order, and again when a connection
// comes back. The newest place is the only one that matters.

import type { Cancel, Clock } from '../../base/clock.ts';
import type { Progress } from './programmes.ts';

const quiet_ms = 600;
const again_ms = 15_000;

export class ProgressKeeper {
  #clock: Clock;
  #send: (progress: Progress) => Promise<unknown>;
  #waiting: Progress | undefined;
  #sending = false;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, send: (progress: Progress) => Promise<unknown>) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Remembers a place; it is sent after a quiet moment. What was done stays done. */
  note(progress: Progress): void {
    const done = progress.done ?? this.#waiting?.done;
    this.#waiting = done === undefined ? progress : { ...progress, done };
    this.#soon(quiet_ms);
  }

  /** Sends now what waits: she leaves, or the connection is back. */
  async flush(): Promise<void> {
    this.#cancel?.();
    if (this.#sending || this.#waiting === undefined) return;
    const progress = this.#waiting;
    this.#waiting = undefined;
    this.#sending = true;
    try {
      await this.#send(progress);
    } catch {
      // Only a place in a text: what she wrote has an outbox of its own.
      this.#waiting ??= progress;
      if (progress.done && !this.#waiting.done) this.#waiting = { ...this.#waiting, done: true };
      this.#soon(again_ms);
      return;
    } finally {
      this.#sending = false;
    }
    if (this.#waiting !== undefined) this.#soon(quiet_ms);
  }

  /** Tries once more and stops trying. */
  async close(): Promise<void> {
    await this.flush();
    this.#cancel?.();
  }

  #soon(milliseconds: number): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(milliseconds, () => void this.flush());
  }
}
