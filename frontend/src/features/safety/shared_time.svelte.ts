// A shared computer's clock, as the server keeps it: five minutes without a hand and the place closes,
// an hour and it closes in any case. Said a minute and five minutes before, with time to keep typing.
import type { Cancel, Clock } from '../../base/clock.ts';
import { moment, since } from '../../base/hands.ts';
import type { Hands, Moment } from '../../base/hands.ts';

const minute = 60_000;
const idle_ends = 5 * minute;
const idle_warns = 4 * minute;
const hour_ends = 60 * minute;
const hour_warns = 55 * minute;
/** So often the server hears that somebody is still there, while somebody is. */
const stay_every = 2 * minute;
const look_every = 1000;

export type SharedTimeState = 'calm' | 'idle_soon' | 'hour_soon';

export interface SharedTimeParts {
  clock: Clock;
  hands: Hands;
  /** Tells the server that she is still there. */
  stay(): Promise<unknown>;
  /** Hands over what was written and closes. */
  end(why: 'idle' | 'hour'): Promise<unknown>;
}

export class SharedTime {
  readonly #parts: SharedTimeParts;
  #began: Moment | undefined;
  #told: Moment | undefined;
  #cancel: Cancel | undefined;
  #state = $state<SharedTimeState>('calm');

  constructor(parts: SharedTimeParts) {
    this.#parts = parts;
  }

  get state(): SharedTimeState {
    return this.#state;
  }

  start(): void {
    this.stop();
    this.#parts.hands.touch();
    this.#began = this.#told = moment(this.#parts.clock);
    this.#look();
  }

  stop(): void {
    this.#cancel?.();
    this.#began = undefined;
    this.#state = 'calm';
  }

  /** She says that she is still there. */
  stay(): void {
    this.#parts.hands.touch();
    this.#tell();
    this.#state = 'calm';
  }

  #look(): void {
    const { clock, hands } = this.#parts;
    if (!this.#began || !this.#told) return;
    const idle = hands.held ? 0 : hands.idle;
    const all = since(clock, this.#began);
    if (all >= hour_ends) return this.#end('hour');
    if (idle >= idle_ends) return this.#end('idle');
    this.#state = idle >= idle_warns ? 'idle_soon' : all >= hour_warns ? 'hour_soon' : 'calm';
    const told = since(clock, this.#told);
    if (told >= stay_every && idle < told) this.#tell();
    this.#cancel = clock.after(look_every, () => this.#look());
  }

  #tell(): void {
    this.#told = moment(this.#parts.clock);
    void this.#parts.stay().catch(() => undefined);
  }

  #end(why: 'idle' | 'hour'): void {
    this.stop();
    void this.#parts.end(why);
  }
}
