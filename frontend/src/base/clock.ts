// Time is handed in, so that a test can let it pass.

export type Cancel = () => void;

export interface Clock {
  /** What the wall says; it may be wrong by a year, and mended at any moment. */
  now(): number;
  /** Milliseconds that have passed since some beginning, whatever the wall says. */
  elapsed(): number;
  /** Calls once after so many milliseconds, unless cancelled before. */
  after(milliseconds: number, call: () => void): Cancel;
}

/** How far a demo's clock is ahead of this device's; nothing everywhere else. */
let ahead = 0;
export function set_ahead(milliseconds: number): void {
  ahead = milliseconds;
}

export const system_clock: Clock = {
  now: () => Date.now() + ahead, // eslint-disable-line no-restricted-syntax -- the one place that asks
  elapsed: () => performance.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

export function wait(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((done) => clock.after(milliseconds, done));
}

/** Wall time where the person is, with its distance to UTC: 2026-03-01T21:05:00+08:00. */
export function local_iso(instant: number): string {
  const offset = -new Date(instant).getTimezoneOffset();
  const wall = new Date(instant + offset * 60_000).toISOString().slice(0, 19);
  const two = (n: number) => String(n).padStart(2, '0');
  const size = Math.abs(offset);
  return `${wall}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
