// What somebody has starred in the library: one sealed entry with a line for each, so that the server
// cannot tell what it is. Two devices may each begin one; all of them together count.
import { SvelteMap } from 'svelte/reactivity';
import { session } from '../accounts/session.svelte.ts';
import { entries as all_entries, type Entries } from './entries.svelte.ts';
import { favourites_kind, is_diary } from './entry_view.ts';

const field = 'items';
const lines = (text: string) => text.split('\n').filter(Boolean);

export class Favourites {
  readonly #entries: Entries;
  /** What was pressed here and may not have come back yet. */
  readonly #pressed = new SvelteMap<string, boolean>();
  #loading: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(entries: Entries) {
    this.#entries = entries;
  }

  /** Once while an account is open. Refuses: NoNetwork, Problem. */
  load(): Promise<void> {
    this.#loading ??= this.#entries.load().catch((fault: unknown) => {
      this.#loading = undefined;
      throw fault;
    });
    return this.#loading;
  }

  has(id: string): boolean {
    return this.#pressed.get(id) ?? this.#kept.some((view) => view.ids.includes(id));
  }

  /** Stars it, or no longer. Refuses: NoNetwork, Problem. */
  put(id: string, wanted: boolean): Promise<void> {
    this.#pressed.set(id, wanted);
    const written = this.#writing.then(() => this.#write(id, wanted));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  closed(): void {
    this.#pressed.clear();
    this.#loading = undefined;
  }

  get #kept() {
    return this.#entries.everything
      .filter((view) => !is_diary(view))
      .map(({ id, fields, more }) => ({
        id,
        ids: [fields[field] ?? '', ...(more[field] ?? [])].flatMap(lines),
      }));
  }

  async #write(id: string, wanted: boolean): Promise<void> {
    await this.load();
    const kept = this.#kept;
    const into = wanted ? kept.slice(0, 1) : kept.filter((view) => view.ids.includes(id));
    if (wanted && into.length === 0) {
      const entry = this.#entries.open({ kind: favourites_kind });
      entry.write(field, id);
      await entry.settled();
      entry.close();
    }
    for (const view of into) {
      const entry = await this.#entries.resume(view.id);
      const texts = [entry.read(field), ...entry.versions(field).map((one) => one.text)];
      const others = new Set(texts.flatMap(lines).filter((one) => one !== id));
      const text = [...others, ...(wanted ? [id] : [])].join('\n');
      if (entry.versions(field).length > 1) entry.resolve(field, text);
      else entry.write(field, text);
      await entry.settled();
      entry.close();
    }
  }
}

export const favourites = new Favourites(all_entries);
session.attend({ closed: () => favourites.closed() });
