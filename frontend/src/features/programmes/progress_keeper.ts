// Sends where she is in a step: not at each key, never out of order, and again when a connection
// comes back. The newest place is the only one that matters, and it leaves with a closing window.

import type { Cancel, Clock } from '../../base/clock.ts';
import type { Progress } from './programmes.ts';

const quiet_ms = 600;
const again_ms = 15_000;

/** `leaving`: the page is going; the request must outlive it. */
export type SendProgress = (progress: Progress, leaving: boolean) => Promise<unknown>;

export class ProgressKeeper {
  #clock: Clock;
  #send: SendProgress;
  #waiting: Progress | undefined;
  #on_its_way: Progress | undefined;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, send: SendProgress) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Remembers a place; it is sent after a quiet moment. What was done stays done. */
  note(progress: Progress): void {
    const done = progress.done ?? this.#waiting?.done;
    this.#waiting = done === undefined ? progress : { ...progress, done };
    this.#soon(quiet_ms);
  }

  /** The window closes: what waits, or is not answered yet, goes with it. */
  leave(): void {
    const newest = this.#waiting ?? this.#on_its_way;
    this.#cancel?.();
    this.#waiting = undefined;
    if (newest !== undefined) this.#send(newest, true).catch(() => (this.#waiting ??= newest));
  }

  /** Sends now what waits: she leaves, or the connection is back. */
  async flush(): Promise<void> {
    this.#cancel?.();
    if (this.#on_its_way !== undefined || this.#waiting === undefined) return;
    const progress = this.#waiting;
    this.#waiting = undefined;
    this.#on_its_way = progress;
    try {
      await this.#send(progress, false);
    } catch {
      // Only a place in a text: what she wrote has an outbox of its own.
      this.#waiting ??= progress;
      if (progress.done && !this.#waiting.done) this.#waiting = { ...this.#waiting, done: true };
      this.#soon(again_ms);
      return;
    } finally {
      this.#on_its_way = undefined;
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
