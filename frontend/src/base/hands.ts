// How long no hand has touched the page. Whoever follows a breath or listens does not touch it either:
// a hold says that somebody is there.
import { system_clock } from './clock.ts';
import type { Clock } from './clock.ts';

export interface Moment {
  elapsed: number;
  wall: number;
}

export const moment = (clock: Clock): Moment => ({ elapsed: clock.elapsed(), wall: clock.now() });

/** A sleeping device stops the one clock, a wrong wall the other: the longer of both has passed. */
export function since(clock: Clock, at: Moment): number {
  return Math.max(clock.elapsed() - at.elapsed, clock.now() - at.wall);
}

export class Hands {
  readonly #clock: Clock;
  #touched_at: Moment;
  #holds = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#touched_at = moment(clock);
  }

  touch(): void {
    this.#touched_at = moment(this.#clock);
  }

  /** Somebody is there without touching; call the answer when that ends. */
  hold(): () => void {
    let held = true;
    this.#holds += 1;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      this.touch();
    };
  }

  get held(): boolean {
    return this.#holds > 0;
  }

  /** Milliseconds since the last touch, the time a device slept included. */
  get idle(): number {
    return since(this.#clock, this.#touched_at);
  }
}

export const hands = new Hands(system_clock);

/** Everything a hand can do to a page. */
export function watch_hands(hands: Hands, page: Document, signal: AbortSignal): void {
  for (const kind of ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove'])
    page.addEventListener(kind, () => hands.touch(), { capture: true, passive: true, signal });
  const playing = new Map<EventTarget, () => void>();
  const stopped = (event: Event) => {
    playing.get(event.target!)?.();
    playing.delete(event.target!);
  };
  const how = { capture: true, signal };
  page.addEventListener('play', (event) => playing.set(event.target!, hands.hold()), how);
  for (const kind of ['pause', 'ended', 'emptied']) page.addEventListener(kind, stopped, how);
  signal.addEventListener('abort', () => playing.forEach((release) => release()));
}
