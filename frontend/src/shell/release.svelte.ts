// A newer version has taken the place of this window's files: a part that was not loaded yet cannot be
// had any more. Loads the page again by itself where nothing would be lost, else when she says so.
import { system_clock, wait } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { open_window } from '../../worker/answers.ts';
import { session } from '../features/accounts/session.svelte.ts';

export interface ReleaseParts {
  clock: Clock;
  /** The page as it is handed out now. Refuses when nobody answers. */
  ask(): Promise<string>;
  /** The script this window runs. */
  mine(): string | undefined;
  /** This window was itself loaded again: once is enough. */
  reloaded(): boolean;
  /** Nothing she typed or opened would be gone. */
  safe(): Promise<boolean>;
  /** Sends what waits; does not take long. */
  settle(): Promise<unknown>;
  reload(): void;
}

/** So long that the sentence can be read. */
const reading_time = 2000;

export class Release {
  readonly #parts: ReleaseParts;
  #asking: Promise<void> | undefined;
  #state = $state<'same' | 'newer' | 'loading'>('same');

  constructor(parts: ReleaseParts) {
    this.#parts = parts;
  }

  /** The script this window runs. */
  get script(): string | undefined {
    return this.#parts.mine();
  }
  get state(): 'same' | 'newer' | 'loading' {
    return this.#state;
  }

  /** A part could not be had. Is it a newer version, or only the network? */
  missed(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const { ask, mine, clock, reloaded, safe } = this.#parts;
    const script = mine();
    if (this.#state !== 'same' || !script) return;
    const page = await ask().catch(() => undefined);
    if (!page || page.includes(script)) return;
    if (reloaded() || !(await safe())) return void (this.#state = 'newer');
    this.#state = 'loading';
    void wait(clock, reading_time).then(async () => {
      if (await safe()) this.#parts.reload();
      else this.#state = 'newer'; // meanwhile she has begun to type
    });
  }

  async load_again(): Promise<void> {
    this.#state = 'loading';
    await this.#parts.settle();
    this.#parts.reload();
    this.#state = 'newer'; // the browser may have asked her, and she stayed
  }
}

// ---- in the browser

let typed = false;
const forever = new Promise<never>(() => {});
const diary = async () => (await import('../features/exercises/entries.svelte.ts')).entries;
const in_a_field = () => document.activeElement?.matches('input, textarea, select') ?? false;

/** Whether a reload closes her place: it would cost her a passphrase or a PIN. */
export const reload_closes = () => session.keep === 'shared' || session.lock_after !== undefined;

/** On an own device everything is kept here and opens by itself; outside, what was typed is nowhere
 *  else. */
async function nothing_is_lost(): Promise<boolean> {
  if (session.state !== 'in') return !typed;
  if (reload_closes() || in_a_field()) return false;
  const entries = await diary().catch(() => undefined);
  return !entries?.full;
}

export const release = new Release({
  clock: system_clock,
  ask: async () => {
    const answer = await fetch('/', { cache: 'no-store' });
    if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
    return answer.text();
  },
  mine: () =>
    document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? undefined,
  reloaded: () => {
    const [how] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return how?.type === 'reload';
  },
  safe: nothing_is_lost,
  settle: () =>
    Promise.race([
      diary()
        .then((entries) => entries.settle_all())
        .catch(() => false),
      wait(system_clock, 3000),
    ]),
  reload: () => location.reload(),
});

/** Listens for parts that cannot be had, and lets the worker know whose parts are still needed. */
export function watch_release(page: Window): void {
  const script = release.script;
  const locks = page.navigator.locks as LockManager | undefined;
  if (script)
    void locks
      ?.request(open_window + script, { mode: 'shared' }, () => forever)
      .catch(() => undefined);
  page.addEventListener('input', () => (typed = true), { capture: true });
  page.addEventListener('vite:preloadError', () => void release.missed());
}
