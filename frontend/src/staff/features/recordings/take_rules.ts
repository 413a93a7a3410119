// What is looked at before a take can be used, and what to do about it. Some things stop it, some are
// only said: a careful reader may have meant them.
import { loudness, silence, true_peak } from './loudness.ts';

export interface Measured {
  seconds: number;
  /** LUFS; -Infinity where nothing is heard. */
  loudness: number;
  /** dB of what can be kept. */
  peak: number;
  before: number;
  after: number;
  bytes: number;
}

export function measure(channels: readonly Float32Array[], rate: number, bytes: number): Measured {
  const quiet = silence(channels, rate);
  return {
    seconds: (channels[0]?.length ?? 0) / rate,
    loudness: quiet ? loudness(channels, rate) : -Infinity,
    peak: true_peak(channels),
    before: quiet?.before ?? 0,
    after: quiet?.after ?? 0,
    bytes,
  };
}

/** Speech from a phone's loudspeaker: between these it is neither lost nor sudden beside other sounds. */
export const wanted = { from: -19, to: -16 } as const;
const leeway = 2;
const peak_max = -1;
const bytes_max = 5 * 1024 * 1024;
export const seconds_max = 12 * 60;

/** Nobody reads aloud faster than this; the pauses of an exercise come on top. */
const words_a_second = 3.5;
const letters_a_second = 6;

/** The least time in which the text can be spoken. */
export function speaking_seconds(transcript: string): number {
  const chinese = transcript.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = transcript.replace(/\p{Script=Han}/gu, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return chinese / letters_a_second + words / words_a_second;
}

export type Remark =
  | 'nothing_heard'
  | 'too_quiet'
  | 'too_loud'
  | 'clipped'
  | 'too_short'
  | 'too_long'
  | 'too_large'
  | 'long'
  | 'starts_late'
  | 'starts_cut'
  | 'ends_late'
  | 'ends_cut';

export interface Remarks {
  /** Must be mended before it can be used. */
  stops: Remark[];
  /** Said, and left to the author. */
  notes: Remark[];
}

export function remarks_on(
  measured: Measured,
  { transcript, minutes }: { transcript: string; minutes: number },
): Remarks {
  const stops: Remark[] = [];
  const notes: Remark[] = [];
  if (measured.bytes > bytes_max) stops.push('too_large');
  if (measured.seconds > seconds_max) stops.push('too_long');
  if (measured.loudness === -Infinity) return { stops: [...stops, 'nothing_heard'], notes };
  if (measured.loudness < wanted.from - leeway) stops.push('too_quiet');
  if (measured.loudness > wanted.to + leeway) stops.push('too_loud');
  if (measured.peak > peak_max) notes.push('clipped');
  if (measured.seconds < speaking_seconds(transcript)) stops.push('too_short');
  else if (minutes > 0 && measured.seconds > minutes * 75 + 30) notes.push('long');
  if (measured.before > 3) notes.push('starts_late');
  else if (measured.before < 0.1) notes.push('starts_cut');
  if (measured.after > 10) notes.push('ends_late');
  else if (measured.after < 0.1) notes.push('ends_cut');
  return { stops, notes };
}

/** By how much the microphone should be turned up for the next take, in dB. */
export function more_gain(measured: Measured): number {
  const middle = (wanted.from + wanted.to) / 2;
  return Math.round(Math.min(30, Math.max(0, middle - measured.loudness)));
}
