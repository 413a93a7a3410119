// Her entries as they came from the server, sealed as they were written, on her own device: so that
// she can read and go on without a signal. What was deleted anywhere goes here too, at the next look.
import type { Store } from '../../base/storage.ts';
import type { SealedEntry } from './entry_view.ts';
import type { FieldHeads } from './outbox.ts';

export class KeptEntries {
  readonly #store: Store | undefined;
  readonly #person: string;

  constructor(store: Store | undefined, person: string) {
    this.#store = store;
    this.#person = person;
  }

  async list(): Promise<SealedEntry[]> {
    const found = this.#store?.getAllFromIndex('entries', 'person', this.#person);
    return (await found?.catch(() => [])) ?? [];
  }

  async find(entry: string): Promise<SealedEntry | undefined> {
    return this.#store?.get('entries', [this.#person, entry]).catch(() => undefined);
  }

  /** From now on exactly these. */
  async replace(entries: SealedEntry[]): Promise<void> {
    await this.#write(async (store) => {
      const writing = store.transaction('entries', 'readwrite');
      for (const key of await writing.store.index('person').getAllKeys(this.#person))
        await writing.store.delete(key);
      for (const one of entries) await writing.store.put({ ...one, person: this.#person });
      await writing.done;
    });
  }

  /** What the server holds of some fields now; the others stay. */
  async take(entry: string, fields: FieldHeads[]): Promise<void> {
    await this.#write(async (store) => {
      const writing = store.transaction('entries', 'readwrite');
      const before = (await writing.store.get([this.#person, entry]))?.fields ?? [];
      const others = before.filter((one) => !fields.some((newer) => newer.field === one.field));
      await writing.store.put({ person: this.#person, entry, fields: [...others, ...fields] });
      await writing.done;
    });
  }

  async remove(entry: string): Promise<void> {
    await this.#write((store) => store.delete('entries', [this.#person, entry]));
  }

  /** A full disk costs a copy, never the words: the server has them. */
  async #write(work: (store: Store) => Promise<unknown>): Promise<void> {
    if (this.#store) await work(this.#store).catch(() => undefined);
  }
}
