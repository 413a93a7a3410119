// Where a breath stands at a given moment. Pure sums: the guide asks, and draws what they say.

export interface Pace {
  in: number;
  hold: number;
  out: number;
}

export type Phase = 'in' | 'hold' | 'out';

export interface BreathMoment {
  phase: Phase;
  /** Milliseconds since the phase began, and until it ends. */
  since: number;
  left: number;
  /** Breaths completed so far. */
  breath: number;
}

/** Slower than this nobody is comfortable; faster is not what this exercise is for. */
const cycle_min = 6;
const cycle_max = 16;

export function cycle_of(pace: Pace): number {
  return pace.in + pace.hold + pace.out;
}

export function breaths_a_minute(pace: Pace): number {
  return Math.round((60 / cycle_of(pace)) * 10) / 10;
}

/** The nearest whole number of breaths, so that the guide always ends at the end of an out-breath. */
export function breaths_in(pace: Pace, minutes: number): number {
  return Math.max(1, Math.round((minutes * 60) / cycle_of(pace)));
}

export function length_ms(pace: Pace, minutes: number): number {
  return breaths_in(pace, minutes) * cycle_of(pace) * 1000;
}

export function moment_at(pace: Pace, elapsed_ms: number): BreathMoment {
  const cycle = cycle_of(pace) * 1000;
  const breath = Math.floor(elapsed_ms / cycle);
  let since = elapsed_ms - breath * cycle;
  for (const phase of ['in', 'hold'] as const) {
    const length = pace[phase] * 1000;
    if (since < length) return { phase, since, left: length - since, breath };
    since -= length;
  }
  return { phase: 'out', since, left: pace.out * 1000 - since, breath };
}

/** How full the breath is: 0 empty, 1 full. Slow at both ends, like breathing. */
export function fullness(pace: Pace, elapsed_ms: number): number {
  const { phase, since, left } = moment_at(pace, elapsed_ms);
  if (phase === 'hold') return 1;
  const part = (1 - Math.cos((Math.PI * since) / (since + left))) / 2;
  return phase === 'in' ? part : 1 - part;
}

function round_to_half(seconds: number): number {
  return Math.round(seconds * 2) / 2;
}

/** A pace whose breath takes about `seconds` longer (or shorter), in the same proportions. */
export function changed_by(pace: Pace, seconds: number): Pace {
  const now = cycle_of(pace);
  const wanted = Math.min(cycle_max, Math.max(cycle_min, now + seconds));
  const hold = round_to_half((pace.hold * wanted) / now);
  const breathing_in = Math.max(1.5, round_to_half((pace.in * wanted) / now));
  return { in: breathing_in, hold, out: wanted - hold - breathing_in };
}

export function can_change(pace: Pace, seconds: number): boolean {
  const wanted = cycle_of(pace) + seconds;
  return wanted >= cycle_min && wanted <= cycle_max;
}

/** A vibration that can be told apart without looking: one long pulse in, two short ones out. */
export function vibration_of(phase: Phase): number[] {
  if (phase === 'in') return [180];
  if (phase === 'out') return [60, 90, 60];
  return [40];
}

export interface Clock {
  minutes: number;
  seconds: number;
}

export function clock_left(total_ms: number, elapsed_ms: number): Clock {
  const seconds = Math.max(0, Math.ceil((total_ms - elapsed_ms) / 1000));
  return { minutes: Math.floor(seconds / 60), seconds: seconds % 60 };
}
