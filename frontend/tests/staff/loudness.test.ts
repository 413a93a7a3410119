// Loudness against the signals of EBU Tech 3341 (November 2023), table 1, with its tolerance of 0.1.
import { expect, test } from 'vitest';
import { loudness, silence, true_peak } from '../../src/staff/features/recordings/loudness.ts';

const rate = 48_000;

/** A tone in dB of full scale, so many seconds each. */
function tone(parts: [db: number, seconds: number][], hz = 997, at = rate): Float32Array {
  const made = new Float32Array(parts.reduce((sum, [, s]) => sum + s * at, 0));
  let i = 0;
  for (const [db, seconds] of parts)
    for (let end = i + seconds * at; i < end; i += 1)
      made[i] = 10 ** (db / 20) * Math.sin((2 * Math.PI * hz * i) / at);
  return made;
}
const stereo = (one: Float32Array) => [one, one];

test.each([
  ['1: −23 dBFS', [[-23, 20]], -23],
  ['2: −33 dBFS', [[-33, 20]], -33],
  [
    '3: quiet ends are gated',
    [
      [-36, 10],
      [-23, 60],
      [-36, 10],
    ],
    -23,
  ],
  [
    '4: silence is gated too',
    [
      [-72, 10],
      [-36, 10],
      [-23, 60],
      [-36, 10],
      [-72, 10],
    ],
    -23,
  ],
  [
    '5: three levels',
    [
      [-26, 20],
      [-20, 20.1],
      [-26, 20],
    ],
    -23,
  ],
] as [string, [number, number][], number][])('EBU Tech 3341, signal %s', (_, parts, expected) => {
  expect(Math.abs(loudness(stereo(tone(parts, 1000)), rate) - expected)).toBeLessThan(0.1);
});

test('a sine of 997 Hz at −23 dBFS in both ears reads −23, at any sampling rate', () => {
  for (const at of [44_100, 48_000, 96_000])
    expect(Math.abs(loudness(stereo(tone([[-23, 5]], 997, at)), at) + 23)).toBeLessThan(0.1);
});

test('one channel is three decibels less than the same in both, and lower tones are less loud', () => {
  const one = tone([[-20, 5]]);
  expect(loudness([one], rate) - loudness(stereo(one), rate)).toBeCloseTo(-3.01, 1);
  expect(loudness([tone([[-20, 5]], 40)], rate)).toBeLessThan(loudness([one], rate) - 3);
});

test('nothing heard is said as nothing, also where there is nothing at all', () => {
  expect(loudness([new Float32Array(rate)], rate)).toBe(-Infinity);
  expect(loudness([], rate)).toBe(-Infinity);
  expect(silence([new Float32Array(rate)], rate)).toBeUndefined();
});

test('a peak between the samples is found', () => {
  // A quarter of the sampling rate, an eighth of a turn off: every sample lies 3 dB below the peak.
  const off = Float32Array.from({ length: 4800 }, (_, i) =>
    Math.sin((Math.PI / 2) * i + Math.PI / 4),
  );
  expect(Math.max(...off)).toBeLessThan(0.72);
  expect(Math.abs(true_peak([off]))).toBeLessThan(0.4);
  expect(true_peak([tone([[-6, 1]])])).toBeCloseTo(-6, 1);
});

test('silence before the first word and after the last is told in seconds', () => {
  const quiet = (seconds: number) => [-90, seconds] as [number, number];
  const found = silence([tone([quiet(2), [-20, 3], quiet(5)])], rate);
  expect(found?.before).toBeCloseTo(2, 1);
  expect(found?.after).toBeCloseTo(5, 1);
});
