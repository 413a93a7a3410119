// Stretches of time one after the other: which one it is now and how much of all is left. It rings
// nothing and asks for nothing; whoever shows it may be ahead of it or behind.

import type { Cancel, Clock } from '../../base/clock.ts';

export interface StagesParts {
  clock: Clock;
  seconds: number[];
  onstage: (stage: number) => void;
  onfinish: () => void;
}

export class Stages {
  mode = $state<'ready' | 'running' | 'paused' | 'done'>('ready');
  stage = $state(0);
  #elapsed = $state(0);
  #parts: StagesParts;
  #started_at = 0;
  #cancel: Cancel | undefined;

  constructor(parts: StagesParts) {
    this.#parts = parts;
  }

  get left(): { minutes: number; seconds: number } {
    const seconds = Math.ceil((this.#total - this.#elapsed) / 1000);
    return { minutes: Math.floor(seconds / 60), seconds: seconds % 60 };
  }

  /** Begins, or goes on after a pause. */
  start(): void {
    if (this.mode === 'done') this.#elapsed = 0;
    this.#started_at = this.#parts.clock.elapsed() - this.#elapsed;
    this.mode = 'running';
    this.#enter(this.#stage_at(this.#elapsed));
    this.#tick();
  }

  pause(): void {
    if (this.mode !== 'running') return;
    this.stop();
    this.#elapsed = this.#parts.clock.elapsed() - this.#started_at;
    this.mode = 'paused';
  }

  /** Ends without a word: the page is left. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  get #total(): number {
    return this.#parts.seconds.reduce((sum, one) => sum + one * 1000, 0);
  }

  #stage_at(elapsed: number): number {
    let end = 0;
    const found = this.#parts.seconds.findIndex((one) => elapsed < (end += one * 1000));
    return found < 0 ? this.#parts.seconds.length - 1 : found;
  }

  #enter(stage: number): void {
    this.stage = stage;
    this.#parts.onstage(stage);
  }

  #tick(): void {
    this.#elapsed = Math.min(this.#total, this.#parts.clock.elapsed() - this.#started_at);
    if (this.#elapsed >= this.#total) {
      this.stop();
      this.mode = 'done';
      this.#parts.onfinish();
      return;
    }
    const stage = this.#stage_at(this.#elapsed);
    if (stage !== this.stage) this.#enter(stage);
    const next_second = 1000 - (this.#elapsed % 1000);
    this.#cancel = this.#parts.clock.after(next_second, () => this.#tick());
  }
}
