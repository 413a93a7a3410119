// How loud a recording is, as broadcasters measure it: ITU-R BS.1770-4, gated, in LUFS; and how near
// its peaks come to what cannot be kept, between the samples too.

/** One part of a filter, from a shape that is the same at every sampling rate. */
class Biquad {
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;
  readonly #b: readonly [number, number, number];
  readonly #a: readonly [number, number];

  constructor(b: readonly [number, number, number], a: readonly [number, number]) {
    this.#b = b;
    this.#a = a;
  }

  next(x: number): number {
    const [b0, b1, b2] = this.#b;
    const [a1, a2] = this.#a;
    const y = b0 * x + b1 * this.#x1 + b2 * this.#x2 - a1 * this.#y1 - a2 * this.#y2;
    this.#x2 = this.#x1;
    this.#x1 = x;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}

/** The head as a ball: higher tones sound louder. Tables 1 and 2 of BS.1770 for any sampling rate. */
function shelf(rate: number): Biquad {
  const gain = 3.999843853973347;
  const q = 0.7071752369554196;
  const k = Math.tan((Math.PI * 1681.974450955533) / rate);
  const high = 10 ** (gain / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return new Biquad(
    [
      (high + (band * k) / q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (band * k) / q + k * k) / a0,
    ],
    [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  );
}

/** What is too low to be loud. */
function low_cut(rate: number): Biquad {
  const q = 0.5003270373238773;
  const k = Math.tan((Math.PI * 38.13547087602444) / rate);
  const a0 = 1 + k / q + k * k;
  return new Biquad([1, -2, 1], [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0]);
}

const lufs = (power: number) => -0.691 + 10 * Math.log10(power);
const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Blocks of 400 ms, a new one every 100 ms: the power of each, all channels together. */
function block_powers(channels: readonly Float32Array[], rate: number): number[] {
  const step = Math.round(rate / 10);
  const steps = Math.floor((channels[0]?.length ?? 0) / step);
  const sums = new Array<number>(steps).fill(0);
  for (const channel of channels) {
    const head = shelf(rate);
    const low = low_cut(rate);
    for (let i = 0; i < steps * step; i += 1) {
      const y = low.next(head.next(channel[i] ?? 0));
      const at = Math.floor(i / step);
      sums[at] = (sums[at] ?? 0) + y * y;
    }
  }
  const powers: number[] = [];
  for (let i = 0; i + 4 <= steps; i += 1)
    powers.push(sums.slice(i, i + 4).reduce((sum, one) => sum + one, 0) / (4 * step));
  return powers;
}

/** Integrated loudness; -Infinity where nothing is heard. */
export function loudness(channels: readonly Float32Array[], rate: number): number {
  const heard = block_powers(channels, rate).filter((power) => lufs(power) > -70);
  if (heard.length === 0) return -Infinity;
  const gate = lufs(mean(heard)) - 10;
  const loud = heard.filter((power) => lufs(power) > gate);
  return loud.length === 0 ? -Infinity : lufs(mean(loud));
}

const taps = 12; // on each side
/** A third of the way between two samples, half of it … : sinc under a Hann window. */
const phases = [0.25, 0.5, 0.75].map((part) =>
  Array.from({ length: 2 * taps }, (_, i) => {
    const x = i - taps + 1 - part;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (taps + 1));
    return x === 0 ? 1 : (Math.sin(Math.PI * x) / (Math.PI * x)) * window;
  }),
);

/** The highest peak in dB of what can be kept, four times as finely as the samples lie. */
export function true_peak(channels: readonly Float32Array[]): number {
  let peak = 0;
  for (const channel of channels) {
    let highest = 0;
    for (const one of channel) highest = Math.max(highest, Math.abs(one));
    peak = Math.max(peak, highest);
    // Only beside high samples can something higher lie.
    for (let i = 0; i < channel.length; i += 1) {
      if (Math.abs(channel[i] ?? 0) < highest * 0.7) continue;
      for (const phase of phases) {
        let sum = 0;
        for (let j = 0; j < 2 * taps; j += 1)
          sum += (channel[i + j - taps + 1] ?? 0) * (phase[j] ?? 0);
        peak = Math.max(peak, Math.abs(sum));
      }
    }
  }
  return 20 * Math.log10(peak);
}

/** Seconds before anything is heard, and after; undefined where nothing is. */
export function silence(
  channels: readonly Float32Array[],
  rate: number,
): { before: number; after: number } | undefined {
  const window = Math.round(rate / 20);
  const total = Math.floor((channels[0]?.length ?? 0) / window);
  const heard = (at: number) =>
    channels.some((channel) => {
      let sum = 0;
      for (let i = at * window; i < (at + 1) * window; i += 1) sum += (channel[i] ?? 0) ** 2;
      return sum / window > 10 ** (-50 / 10);
    });
  let first = 0;
  while (first < total && !heard(first)) first += 1;
  if (first === total) return undefined;
  let last = total - 1;
  while (!heard(last)) last -= 1;
  return { before: (first * window) / rate, after: ((total - 1 - last) * window) / rate };
}
