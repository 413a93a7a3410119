// The page is covered when nobody has touched it for a while, and while its window is hidden: who
// passes the desk, or looks over the apps on a phone, sees nothing. One touch brings it back as it was.
import type { Cancel, Clock } from '../../base/clock.ts';
import { moment, since } from '../../base/hands.ts';
import type { Hands, Moment } from '../../base/hands.ts';

export const covers_after = 120_000;
const look_every = 1000;

export interface IdleCoverParts {
  clock: Clock;
  hands: Hands;
  /** Whether she wants it. */
  wanted(): boolean;
}

export class IdleCover {
  readonly #parts: IdleCoverParts;
  #hidden_at: Moment | undefined;
  #cancel: Cancel | undefined;
  #covered = $state(false);

  constructor(parts: IdleCoverParts) {
    this.#parts = parts;
  }

  get covered(): boolean {
    return this.#covered;
  }

  start(): void {
    this.#cancel?.();
    this.#look();
  }

  stop(): void {
    this.#cancel?.();
    this.#covered = false;
  }

  /** The window goes behind others, or comes back: a short look elsewhere asks for nothing. */
  hidden(hidden: boolean): void {
    const { clock, hands, wanted } = this.#parts;
    if (hidden) {
      this.#hidden_at ??= moment(clock);
      if (wanted() && !hands.held) this.#covered = true;
      return;
    }
    const away = this.#hidden_at ? since(clock, this.#hidden_at) : 0;
    this.#hidden_at = undefined;
    if (away < covers_after && hands.idle < covers_after + away) this.#covered = false;
  }

  /** She is back. */
  lift(): void {
    this.#parts.hands.touch();
    this.#covered = false;
  }

  #look(): void {
    const { clock, hands, wanted } = this.#parts;
    if (wanted() && !hands.held && hands.idle >= covers_after) this.#covered = true;
    this.#cancel = clock.after(look_every, () => this.#look());
  }
}
