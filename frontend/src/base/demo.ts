// What a demo is asked: its time, and a seat. Everywhere else (`demo_mark.ts`) nothing here is loaded.
import { api } from './api.ts';
import { set_ahead } from './clock.ts';

export interface DemoTime {
  begins_at: number;
  /** Milliseconds since the beginning. */
  at: number;
  length: number;
  /** How far it is ahead of the machine's clock. */
  ahead: number;
  people_at: string;
  staff_at: string;
  organisations: { id: string; name: string; code: string; country: string }[];
}
export type Seat = 'administrator' | 'manager' | 'researcher';

const hour = 3_600_000;
const day = 24 * hour;

/** The server's time becomes this window's. Refuses: NoNetwork, Problem. */
export async function ask_demo(): Promise<DemoTime> {
  const time = await api.get<DemoTime>('/api/demo', { final: true });
  set_ahead(time.ahead);
  return time;
}

export const set_clock = (at: number) =>
  api.put<DemoTime>('/api/demo/clock', { at }, { final: true });

/** A link that is good once, on the staff's host. */
export async function ask_seat(seat: Seat, organisation?: string): Promise<string> {
  const { link } = await api.post<{ link: string }>(
    '/api/demo/seats',
    { seat, ...(organisation === undefined ? {} : { organisation }) },
    { final: true },
  );
  return link;
}

/** What stands behind the # of a link to a seat; it leaves the address. */
export function take_seat(
  name: 'seat' | 'nurse',
  place: Pick<Location, 'hash' | 'pathname'>,
  past: Pick<History, 'replaceState' | 'state'>,
): string | undefined {
  const found = new RegExp(`^#${name}=([\\w-]+)$`).exec(place.hash);
  if (!found) return undefined;
  past.replaceState(past.state, '', place.pathname);
  return found[1];
}

const within = (at: number, { length }: DemoTime) => Math.min(Math.max(at, 0), length);

/** The wall clock of the place where the window is. */
function next_at(instant: number, hours: number, days = 0): number {
  const wall = new Date(instant);
  const wanted = new Date(
    wall.getFullYear(),
    wall.getMonth(),
    wall.getDate() + days,
    hours,
  ).getTime();
  return wanted > instant ? wanted : next_at(instant, hours, days + 1);
}

/** Seven o'clock, when a night shift ends and a day begins. */
export const next_morning = (time: DemoTime): number =>
  within(next_at(time.begins_at + time.at, 7) - time.begins_at, time);

/** Three in the morning of the third night. */
export const night_three = (time: DemoTime): number =>
  within(next_at(time.begins_at, 3) + 2 * day - time.begins_at, time);

export interface Named {
  week: number;
  day: number;
  when: Date;
}
/** Week and day of the demo, both counted from one. */
export const named = (time: DemoTime, at: number): Named => ({
  week: Math.floor(within(at, time) / (7 * day)) + 1,
  day: Math.floor(within(at, time) / day) + 1,
  when: new Date(time.begins_at + at),
});
