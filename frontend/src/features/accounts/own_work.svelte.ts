// What kind of work somebody does, if she says so: it chooses whose example she sees first. It stays
// on her own device, sealed, and goes to no server; on a shared computer it ends with the visit.
import { session } from './session.svelte.ts';
import type { Opened } from './attendant.ts';
import type { Session } from './session.svelte.ts';

export const kinds_of_work = ['nurse', 'doctor', 'administrator', 'porter'] as const;
export type Work = (typeof kinds_of_work)[number];

/** Where it lies beside the answers: no path of the server is called so. */
const name = 'own-work';

export class OwnWork {
  #desk: Opened | undefined;
  #now: Work | '' = $state('');
  #chosen = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(from: Pick<Session, 'attend'>) {
    from.attend({
      opened: (desk) => {
        this.#desk = desk;
        this.#chosen = false;
        this.#writing = this.#read(desk);
      },
      closed: () => {
        this.#desk = undefined;
        this.#now = '';
      },
    });
  }

  /** Empty: nothing was said. */
  get now(): Work | '' {
    return this.#now;
  }

  /** Shown at once. Resolves when it is kept, where anything is kept at all. */
  choose(work: Work | ''): Promise<void> {
    this.#now = work;
    this.#chosen = true;
    const desk = this.#desk;
    return (this.#writing = this.#writing.then(() => this.#keep(desk, work)));
  }

  /** Once what is kept has been read. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #read({ person, vault, store }: Opened): Promise<void> {
    try {
      const found = await store?.get('answers', [person, name]);
      if (!found) return;
      const work = await vault.open_here(person, name, found.sealed);
      const known = kinds_of_work.find((one) => one === work);
      if (known && !this.#chosen && this.#desk?.person === person) this.#now = known;
    } catch {
      // Unreadable: as if nothing had been said.
    }
  }

  async #keep(desk: Opened | undefined, work: Work | ''): Promise<void> {
    if (!desk?.store) return;
    const { person, vault, store } = desk;
    try {
      if (work === '') return await store.delete('answers', [person, name]);
      const sealed = await vault.seal_here(person, name, work);
      await store.put('answers', { person, name, sealed });
    } catch {
      // A full disk: it holds for this visit.
    }
  }
}

export const own_work = new OwnWork(session);
