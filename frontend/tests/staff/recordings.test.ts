// What stops a take, what is only said, and how its length gets into it.
import { expect, test } from 'vitest';
import {
  more_gain,
  remarks_on,
  speaking_seconds,
} from '../../src/staff/features/recordings/take_rules.ts';
import type { Measured } from '../../src/staff/features/recordings/take_rules.ts';
import { state_of } from '../../src/staff/features/recordings/recordings.ts';
import type { SpokenText } from '../../src/staff/features/recordings/recordings.ts';
import { with_duration } from '../../src/staff/features/recordings/webm.ts';

const good: Measured = {
  seconds: 60,
  loudness: -18,
  peak: -4,
  before: 0.6,
  after: 0.8,
  bytes: 400_000,
};
const text = { transcript: 'Feel your feet. Let your hands open.', minutes: 1 };
const on = (change: Partial<Measured>, of = text) => remarks_on({ ...good, ...change }, of);

test('a good take has no remarks', () => {
  expect(on({})).toEqual({ stops: [], notes: [] });
  expect(on({ loudness: -21 }).stops).toEqual([]);
  expect(on({ loudness: -14 }).stops).toEqual([]);
});

test.each([
  [{ loudness: -21.1 }, 'too_quiet'],
  [{ loudness: -13.9 }, 'too_loud'],
  [{ loudness: -Infinity }, 'nothing_heard'],
  [{ seconds: 1 }, 'too_short'],
  [{ seconds: 721 }, 'too_long'],
  [{ bytes: 5 * 1024 * 1024 + 1 }, 'too_large'],
] as [Partial<Measured>, string][])('%o cannot be used', (change, stop) => {
  expect(on(change).stops).toContain(stop);
});

test.each([
  [{ peak: -0.5 }, 'clipped'],
  [{ seconds: 106 }, 'long'],
  [{ before: 3.5 }, 'starts_late'],
  [{ before: 0 }, 'starts_cut'],
  [{ after: 11 }, 'ends_late'],
  [{ after: 0 }, 'ends_cut'],
] as [Partial<Measured>, string][])('%o is said and may be meant', (change, note) => {
  expect(on(change)).toEqual({ stops: [], notes: [note] });
});

test('how long a text takes at least is told of both languages, and of both in one', () => {
  expect(speaking_seconds('Feel your feet, heel, ball and toes.')).toBe(2);
  expect(speaking_seconds('双脚慢慢踩在地上，手张开。')).toBe(11 / 6);
  expect(speaking_seconds('请慢慢读 one two three four five six seven')).toBeCloseTo(2.67, 1);
  expect(speaking_seconds('')).toBe(0);
});

test('the microphone is turned up to the middle of what is wanted, never down', () => {
  expect(more_gain({ ...good, loudness: -37.6 })).toBe(20);
  expect(more_gain({ ...good, loudness: -12 })).toBe(0);
  expect(more_gain({ ...good, loudness: -80 })).toBe(30);
});

test('whose voice is heard', () => {
  const heard = { file: '', transcript: '', seconds: 1, recorded_at: 0 };
  expect(state_of({} as SpokenText)).toBe('built_in');
  expect(state_of({ heard, earlier: heard } as SpokenText)).toBe('recorded');
  expect(state_of({ earlier: heard } as SpokenText)).toBe('earlier');
});

/** A head, a segment of unknown size, an info of four bytes, and the beginning of a cluster. */
const recording = Uint8Array.from([
  0x1a, 0x45, 0xdf, 0xa3, 0x84, 0x42, 0x86, 0x81, 0x01, 0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff,
  0xff, 0xff, 0xff, 0xff, 0xff, 0x15, 0x49, 0xa9, 0x66, 0x84, 0x4d, 0x80, 0x81, 0x43, 0x1f, 0x43,
  0xb6, 0x75,
]);

test('a recording learns how long it is, once, and loses nothing', () => {
  const made = with_duration(recording, 61_500);
  expect(made.length).toBe(recording.length + 11 + 7);
  const at = made.length - 4 - 8;
  expect(new DataView(made.buffer).getFloat64(at)).toBe(61_500);
  expect([...made.slice(-4)]).toEqual([...recording.slice(-4)]);
  expect([...made.slice(25, 33)]).toEqual([1, 0, 0, 0, 0, 0, 0, 15]);
  expect(with_duration(made, 5)).toBe(made);
});

test('what is no such recording stays as it is', () => {
  for (const other of [
    [],
    [0x4f, 0x67, 0x67, 0x53],
    [0x1a, 0x45, 0xdf, 0xa3],
    [...recording.slice(0, 24)],
  ])
    expect([...with_duration(Uint8Array.from(other), 5)]).toEqual(other);
});
