// The minute itself: what is to be breathed now, how much is left, and where the shape is heading.
// It draws and rings nothing; it tells.

import type { Cancel, Clock } from '../../base/clock.ts';
import {
  can_change,
  changed_by,
  clock_left,
  cycle_of,
  fullness,
  length_ms,
  moment_at,
  type Pace,
  type Phase,
} from './breathing_rhythm.ts';

export interface GuideParts {
  clock: Clock;
  pace: Pace;
  minutes: number;
  /** A phase begins. */
  onphase: (phase: Phase) => void;
  onfinish: () => void;
}

export class BreathingGuide {
  mode = $state<'ready' | 'running' | 'paused' | 'done'>('ready');
  phase = $state<Phase>('in');
  /** How full the shape is to become, 0 to 1, and how long it takes to get there. */
  full = $state(0);
  towards_ms = $state(0);
  #parts: GuideParts;
  #pace = $state<Pace>({ in: 4, hold: 0, out: 6 });
  #elapsed = $state(0);
  #started_at = 0;
  #cancel: Cancel | undefined;

  constructor(parts: GuideParts) {
    this.#parts = parts;
    this.#pace = parts.pace;
  }

  get pace(): Pace {
    return this.#pace;
  }
  get left() {
    return clock_left(this.#total, this.#elapsed);
  }

  /** Begins, or goes on after a pause. */
  start(): void {
    if (this.mode === 'done') {
      this.#elapsed = 0;
      this.full = 0;
    }
    this.#started_at = this.#parts.clock.elapsed() - this.#elapsed;
    const moment = moment_at(this.#pace, this.#elapsed);
    this.mode = 'running';
    this.#begin(moment.phase, moment.left);
    this.#tick();
  }

  pause(): void {
    if (this.mode !== 'running') return;
    this.stop();
    this.#elapsed = this.#parts.clock.elapsed() - this.#started_at;
    this.full = fullness(this.#pace, this.#elapsed);
    this.towards_ms = 300;
    this.mode = 'paused';
  }

  /** Ends without a word: the page is left. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  can_change(seconds: number): boolean {
    return can_change(this.#pace, seconds);
  }

  /** Another pace, from the next in-breath on; at least one whole breath is left. */
  change(seconds: number): void {
    if (!this.can_change(seconds)) return;
    const was_running = this.mode === 'running';
    if (was_running) this.pause();
    this.#pace = changed_by(this.#pace, seconds);
    const breath = cycle_of(this.#pace) * 1000;
    const begun = Math.floor(this.#elapsed / breath) * breath;
    this.#elapsed = Math.max(0, Math.min(begun, this.#total - breath));
    this.full = 0;
    if (was_running) this.start();
  }

  get #total(): number {
    return length_ms(this.#pace, this.#parts.minutes);
  }

  #begin(phase: Phase, ms: number): void {
    this.phase = phase;
    this.full = phase === 'out' ? 0 : 1;
    this.towards_ms = ms;
    this.#parts.onphase(phase);
  }

  #tick(): void {
    this.#elapsed = this.#parts.clock.elapsed() - this.#started_at;
    if (this.#elapsed >= this.#total) return this.#finish();
    const moment = moment_at(this.#pace, this.#elapsed);
    if (moment.phase !== this.phase) this.#begin(moment.phase, moment.left);
    const next_second = 1000 - (this.#elapsed % 1000);
    this.#cancel = this.#parts.clock.after(Math.min(moment.left, next_second), () => this.#tick());
  }

  #finish(): void {
    this.stop();
    this.#elapsed = this.#total;
    this.full = 0;
    this.towards_ms = 600;
    this.mode = 'done';
    this.#parts.onfinish();
  }
}
