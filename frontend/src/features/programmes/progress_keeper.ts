// Where she is in a step, told not at each key but after a quiet moment, and at once when she goes.
import type { Cancel, Clock } from '../../base/clock.ts';
import type { Progress } from './programmes.ts';

const quiet_ms = 600;

/** `leaving`: the page is going; the request must outlive it. */
export type TellProgress = (progress: Progress, leaving: boolean) => void;

export class ProgressKeeper {
  readonly #clock: Clock;
  readonly #tell: TellProgress;
  #waiting: Progress | undefined;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, tell: TellProgress) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Remembers a place; it is told after a quiet moment. What was done stays done. */
  note(progress: Progress): void {
    const done = progress.done ?? this.#waiting?.done;
    this.#waiting = done === undefined ? progress : { ...progress, done };
    this.#cancel?.();
    this.#cancel = this.#clock.after(quiet_ms, () => this.flush());
  }

  /** Tells what waits. */
  flush(leaving = false): void {
    this.#cancel?.();
    const newest = this.#waiting;
    this.#waiting = undefined;
    if (newest !== undefined) this.#tell(newest, leaving);
  }
}
