// Content that is the same for everybody, kept on an own device for when there is no signal. Opening
// something keeps it; on a shared computer nothing is ever written.
import { api } from '../../base/api.ts';
import { system_clock } from '../../base/clock.ts';
import { or_kept } from '../../base/patience.ts';
import { is_kept, keep_sound } from '../../base/worker.ts';
import { session } from '../accounts/session.svelte.ts';

const name = 'content';

const may_keep = () => session.keep === 'own' && 'caches' in globalThis;

async function find<T>(path: string): Promise<{ answer: T } | undefined> {
  if (!may_keep()) return undefined;
  try {
    const found = await caches.match(path, { cacheName: name });
    return found && { answer: (await found.json()) as T };
  } catch {
    return undefined;
  }
}

async function ask<T>(path: string, attempts: number): Promise<T> {
  const answer = await api.get<T>(path, { attempts });
  if (may_keep()) {
    const body = new Response(JSON.stringify(answer), {
      headers: { 'Content-Type': 'application/json' },
    });
    await (await caches.open(name)).put(path, body).catch(() => undefined); // no room is no fault
  }
  return answer;
}

/** What a path with a hash in it says never changes: no need to ask twice, ever. */
export async function get_fixed<T>(path: string): Promise<T> {
  return (await find<T>(path))?.answer ?? ask<T>(path, 3);
}

/** The newest if somebody answers in time, else what is kept. Refuses: NoNetwork, Problem. */
export async function get_newest<T>(path: string): Promise<T> {
  const kept = await find<T>(path);
  return kept ? or_kept(system_clock, ask<T>(path, 1), kept.answer) : ask<T>(path, 3);
}

/** What is kept of this here; nothing asks the network. */
export async function find_kept<T>(path: string): Promise<T | undefined> {
  return (await find<T>(path))?.answer;
}

/** Whether this stands here already, so that it opens without a signal. */
export async function is_here(path: string): Promise<boolean> {
  return (await find(path)) !== undefined;
}

/** Whether a sound plays without a signal; keeps it when asked to. */
export async function sound_kept(file: string, keep = false): Promise<boolean> {
  if (!may_keep()) return false;
  return keep ? keep_sound(file) : is_kept(file);
}

/** Somebody asked the browser to be sparing: only what is opened by hand is fetched. */
export function is_sparing(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
