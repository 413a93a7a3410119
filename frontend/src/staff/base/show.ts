// Days, moments and sizes as a person of this language writes them.
import { current_language } from '../../base/words.svelte.ts';

/** 21 Nov 2026, 09:40 */
export function moment_text(instant: number): string {
  return new Date(instant).toLocaleString(current_language(), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
}

/** 09:40 */
export function clock_text(instant: number): string {
  return new Date(instant).toLocaleTimeString(current_language(), { timeStyle: 'short' });
}

/** 21 November 2026 */
export function day_text(instant: number): string {
  return new Date(instant).toLocaleDateString(current_language(), { dateStyle: 'long' });
}

/** The same, of a day that is written 2026-11-21 and belongs to no time zone. */
export function written_day_text(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return day;
  return new Date(at).toLocaleDateString(current_language(), {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** 4.2 MB */
export function size_text(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(current_language(), {
    style: 'unit',
    unit: units[step]!,
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}

/** 4:05 */
export function length_text(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
