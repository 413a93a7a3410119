// One entry while it is open: the text on the screen, where each field's words are now, and what
// other windows wrote meanwhile. Nobody's text is overwritten: two versions stay two until she picks.
import { Problem } from '../../base/api.ts';
import type { Cancel, Clock } from '../../base/clock.ts';
import { random_id } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';
import { SvelteMap } from 'svelte/reactivity';
import type { Vault } from '../accounts/vault.ts';
import type { AnswerSheet, FieldState, FieldVersion } from './answer_sheet.ts';
import { about_field } from './entry_view.ts';
import type { About } from './entry_view.ts';
import type { FieldHeads, Head, Outbox } from './outbox.ts';

/** What an entry needs of its surroundings while somebody is signed in. */
export interface Desk {
  person: string;
  vault: Vault;
  outbox: Outbox;
  /** An own device: what waits outlives the page. */
  keeps: boolean;
  clock: Clock;
  random: Random;
  /** An entry with new words of its own, when this one was deleted elsewhere. */
  open(about: About): Entry;
  kept(entry: Entry): void;
  /** Nobody shows it any more and nothing of it waits. */
  close(entry: Entry): void;
}

class Box {
  text = $state('');
  state = $state<FieldState>('idle');
  versions = $state.raw<FieldVersion[]>([]);
  trouble = $state.raw<Problem | undefined>();
  /** The versions whose text stands on the screen; the next write replaces exactly these. */
  seen: string[] = [];
  /** Changed since it was last sealed. */
  dirty = false;
  /** Being sealed: no longer dirty, not yet in the outbox. */
  sealing = false;
  /** What the server holds, looked at once nothing of ours is on its way. */
  heads: Head[] | undefined;

  get moving(): boolean {
    return this.dirty || this.sealing;
  }
}

const sealing_pause = 150;
const from_worst: FieldState[] = [
  'failed',
  'both_kept',
  'waiting_for_network',
  'typing',
  'sending',
  'kept',
];

export class Entry implements AnswerSheet {
  readonly keeps = true;
  readonly id: string;
  readonly about: About;
  readonly #desk: Desk;
  readonly #boxes = new SvelteMap<string, Box>();
  #about_kept: boolean;
  #shown = true;
  #cancel: Cancel | undefined;
  #sealing: Promise<void> = Promise.resolve();
  #looking: Promise<void> = Promise.resolve();

  constructor(desk: Desk, id: string, about: About, about_kept: boolean) {
    this.#desk = desk;
    this.id = id;
    this.about = about;
    this.#about_kept = about_kept;
  }

  get fields(): string[] {
    return [...this.#boxes.keys()];
  }

  /** Where the words are that are worst off. */
  get overall(): FieldState {
    const states = [...this.#boxes.values()].map((box) => box.state);
    return from_worst.find((state) => states.includes(state)) ?? 'idle';
  }

  read(field: string): string {
    return this.#boxes.get(field)?.text ?? '';
  }

  state(field: string): FieldState {
    return this.#boxes.get(field)?.state ?? 'idle';
  }

  /** Why a field's state is `failed`. */
  trouble(field: string): Problem | undefined {
    return this.#boxes.get(field)?.trouble;
  }

  versions(field: string): FieldVersion[] {
    return this.#boxes.get(field)?.versions ?? [];
  }

  write(field: string, text: string): void {
    const box = this.#box(field);
    if (box.text === text && box.state !== 'failed') return;
    box.text = text;
    box.state = 'typing';
    box.trouble = undefined;
    box.dirty = true;
    this.#cancel ??= this.#desk.clock.after(sealing_pause, () => void this.sealed());
  }

  settle(_field?: string): void {
    void this.settled();
  }

  /** Seals what is on the screen and hands it over without waiting for a pause. */
  async settled(): Promise<void> {
    await this.sealed();
    if (this.#desk.outbox.list_pending(this.id).length > 0) this.#desk.outbox.hurry(this.id);
  }

  resolve(field: string, text: string): void {
    const box = this.#box(field);
    box.seen = [...new Set([...box.seen, ...box.versions.map((one) => one.version)])];
    box.versions = [];
    box.text = text;
    box.state = 'typing';
    box.dirty = true;
    this.settle(field);
  }

  choose(field: string, version: string): void {
    const chosen = this.versions(field).find((one) => one.version === version);
    if (chosen) this.resolve(field, chosen.text);
  }

  /** The same words in an entry of their own, after this one was deleted elsewhere. */
  keep_as_new(): Entry {
    const fresh = this.#desk.open({ ...this.about });
    for (const [field, box] of this.#boxes) if (box.text) fresh.write(field, box.text);
    fresh.settle();
    return fresh;
  }

  /** The screen goes; the words still arrive. */
  close(): void {
    this.#shown = false;
    void this.settled().then(() => this.#close_if_done());
  }

  /** Another screen shows it. */
  show(): this {
    this.#shown = true;
    return this;
  }

  #close_if_done(): void {
    if (this.#shown || this.#busy) return;
    this.#desk.close(this);
  }

  get #busy(): boolean {
    const boxes = [...this.#boxes.values()];
    return this.#desk.outbox.list_pending(this.id).length > 0 || boxes.some((box) => box.moving);
  }

  /** What the server holds now. Text being written here stays as it is. */
  async take(fields: FieldHeads[]): Promise<void> {
    for (const { field, heads } of fields)
      if (field !== about_field) this.#box(field).heads = heads;
    await this.#look(fields.map((one) => one.field));
  }

  /** Shows words of this device that have not arrived yet, over what the server holds. */
  async take_pending(): Promise<void> {
    for (const { field, version, sealed } of this.#desk.outbox.list_pending(this.id)) {
      if (field === about_field) continue;
      const text = await this.#open(field, { version, sealed });
      const box = this.#box(field);
      if (box.moving) continue;
      box.text = text;
      box.seen = [version];
      box.state = 'sending';
    }
  }

  note_state(fields: string[], state: FieldState, trouble?: Problem): void {
    for (const field of fields) {
      const box = this.#boxes.get(field);
      if (!box || box.dirty) continue;
      box.state = state;
      box.trouble = trouble;
    }
  }

  #box(field: string): Box {
    let box = this.#boxes.get(field);
    if (!box) {
      box = new Box();
      this.#boxes.set(field, box);
    }
    return box;
  }

  #open(field: string, head: Head): Promise<string> {
    const { person, vault } = this.#desk;
    return vault.open_field({ person, entry: this.id, field, version: head.version }, head.sealed);
  }

  /** Seals what is on the screen; one sealing after the other, so that later text never arrives in
   *  front of earlier text. */
  sealed(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#sealing = this.#sealing.then(() => this.#seal_dirty());
    return this.#sealing;
  }

  async #seal_dirty(): Promise<void> {
    const { vault, outbox, person, random } = this.#desk;
    const place = (field: string, version: string) => ({ person, entry: this.id, field, version });
    for (const [field, box] of this.#boxes) {
      if (!box.dirty) continue;
      box.dirty = false;
      box.sealing = true;
      const version = random_id(random);
      const replaces = box.seen;
      try {
        const sealed = await vault.seal_field(place(field, version), box.text);
        const writes = [{ field, version, replaces, sealed }];
        if (!this.#about_kept) {
          const first = random_id(random);
          const about = await vault.seal_field(
            place(about_field, first),
            JSON.stringify(this.about),
          );
          writes.unshift({ field: about_field, version: first, replaces: [], sealed: about });
          this.#about_kept = true;
        }
        // Picking a version meanwhile has widened what the next write replaces.
        box.seen = box.seen === replaces ? [version] : [...box.seen, version];
        outbox.put(this.id, writes);
      } catch {
        box.state = 'failed'; // more text than a field holds; it stays on the screen
        box.trouble = new Problem(413, { type: 'exercises.too_long' });
      } finally {
        box.sealing = false;
      }
    }
  }

  /** Looks at the server's versions, one look after the other. */
  #look(fields: string[]): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      for (const field of fields) if (field !== about_field) await this.#look_at(field);
      this.#desk.kept(this);
      this.#close_if_done();
    });
    return this.#looking;
  }

  async #look_at(field: string): Promise<void> {
    const box = this.#box(field);
    const heads = box.heads;
    const busy = () => box.moving || this.#desk.outbox.has_pending(this.id, field);
    if (!heads || busy()) return;
    const versions = await Promise.all(
      heads.map(async (head) => ({
        version: head.version,
        text: await this.#open(field, head).catch(() => undefined),
        mine: box.seen.includes(head.version),
      })),
    );
    if (box.heads !== heads || busy()) return;
    box.heads = undefined;
    // A version that was tampered with is left where it is: never shown, never replaced.
    const readable = versions.filter((one): one is FieldVersion => one.text !== undefined);
    const [first] = readable;
    if (!first) {
      box.state = heads.length > 0 ? 'failed' : 'idle';
      return;
    }
    box.trouble = undefined;
    if (readable.every((one) => one.text === first.text)) {
      box.versions = [];
      box.text = first.text;
      box.seen = readable.map((one) => one.version);
      box.state = 'kept';
      return;
    }
    const shown = readable.find((one) => one.mine) ?? first;
    box.versions = readable;
    box.text = shown.text;
    box.seen = [shown.version];
    box.state = 'both_kept';
  }
}
