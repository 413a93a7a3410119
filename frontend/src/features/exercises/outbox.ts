// Sealed writes on their way to the server. A parcel holds what one entry has to say; it leaves
// once its writer has paused, is sent again under the same key until somebody answers, and is
// forgotten only then. On an own device parcels wait in storage, so that nothing is lost with a page.
//
// A parcel that may have reached the server is never changed again: later text travels in a new one,
// behind it.
import type { Answer, Ask } from '../../base/answers.ts';
import { NoNetwork, Problem } from '../../base/api.ts';
import type { Api, AskOptions } from '../../base/api.ts';
import type { Cancel, Clock } from '../../base/clock.ts';
import { patience } from '../../base/patience.ts';
import { random_id } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';
import type { Store, StoredWrite } from '../../base/storage.ts';
import type { Windows } from '../../base/windows.ts';

type WriteAsk = Ask<'/api/exercises/entries/{entry}/fields', 'post'>;
type WriteAnswer = Answer<'/api/exercises/entries/{entry}/fields', 'post'>;
/** `replaces` names the versions the writer had on screen: exactly these give way. */
export type FieldWrite = WriteAsk['fields'][number];
export type FieldHeads = WriteAnswer['fields'][number];
export type Head = FieldHeads['heads'][number];

interface Parcel extends StoredWrite {
  fields: FieldWrite[];
  /** It may have reached the server, so it must not change. */
  sealed_off: boolean;
  /** The server will never take it as it is. */
  refused: boolean;
  first_at: number;
  due_at: number;
  /** Storage holds it as it is; only then may it leave, or a crash could send two under one
   *  key. False: storage refused. */
  stored: Promise<boolean>;
}

export interface OutboxListener {
  sending(entry: string, fields: string[]): void;
  arrived(entry: string, answer: FieldHeads[]): void;
  /** Nobody answers, or not soon; it is tried again by itself. */
  waiting(entry: string, fields: string[]): void;
  refused(entry: string, fields: string[], problem: Problem): void;
  /** The server has deleted it. */
  deleted(entry: string): void;
  changed(waiting: number): void;
  /** Whether storage took the last write: false while the device is full or refuses. */
  kept_here(kept: boolean): void;
}

export interface OutboxParts {
  api: Api;
  clock: Clock;
  random: Random;
  windows: Windows;
  store: Store | undefined;
  person: string;
  /** Whether the server's session is this person's; nothing is sent before. */
  confirm(): Promise<boolean>;
  listener: OutboxListener;
}

const pause = 600;
const longest_pause = 5000;
const done = Promise.resolve(true);
const retries = [1000, 2000, 5000, 10_000, 30_000];

export class Outbox {
  readonly #parts: OutboxParts;
  #parcels: Parcel[] = [];
  #order: number;
  #running: Promise<void> | undefined;
  #cancel: Cancel | undefined;
  #failures = 0;
  /** A write is on its way and has not been answered for long. */
  #silent = false;
  #closed = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#order = parts.clock.now();
  }

  get size(): number {
    return this.#parcels.length;
  }

  /** Takes over what closed windows and earlier visits left behind, in its order; what other
   *  windows hold as soon as they are gone, for one that was left may still be going. */
  async start(left: StoredWrite[] = []): Promise<void> {
    const { windows } = this.#parts;
    const stored = await this.#stored();
    const alive = await windows.list_open();
    const elsewhere = (one: StoredWrite) => one.window !== windows.mine && alive.has(one.window);
    // A clock that was set back must not send new words ahead of old ones.
    this.#order = Math.max(this.#order, ...stored.map((one) => one.order));
    this.#take_over([...left, ...stored.filter((one) => !elsewhere(one))]);
    for (const window of new Set(stored.filter(elsewhere).map((one) => one.window)))
      void this.#wait_for(window).catch(() => undefined);
  }

  async #stored(): Promise<StoredWrite[]> {
    const { store, person } = this.#parts;
    return (await store?.getAllFromIndex('writes', 'person', person).catch(() => [])) ?? [];
  }

  async #wait_for(window: string): Promise<void> {
    await this.#parts.windows.gone(window);
    const left = (await this.#stored()).filter((one) => one.window === window);
    if (!this.#closed) this.#take_over(left);
  }

  #take_over(left: StoredWrite[]): void {
    const known = new Set(this.#parcels.map((one) => one.key));
    const parcels = left
      .filter((one) => !known.has(one.key))
      .sort((a, b) => a.order - b.order)
      .map((one) => ({
        ...one,
        sealed_off: true,
        refused: false,
        first_at: 0,
        due_at: 0,
        stored: done,
      }));
    this.#parcels = [...parcels, ...this.#parcels];
    for (const parcel of parcels) this.#keep(parcel);
    this.#tell_size();
    this.wake();
  }

  /** What waits for an entry, oldest first. */
  list_pending(entry: string): FieldWrite[] {
    return this.#parcels.filter((one) => one.entry === entry).flatMap((one) => one.fields);
  }

  list_entries(): string[] {
    return [...new Set(this.#parcels.filter((one) => !one.deletes).map((one) => one.entry))];
  }

  /** Entries that were deleted here; the server has not heard of it. */
  list_deletions(): string[] {
    return this.#parcels.filter((one) => one.deletes).map((one) => one.entry);
  }

  has_pending(entry: string, field: string): boolean {
    return this.list_pending(entry).some((one) => one.field === field);
  }

  /** Adds to the entry's open parcel, or begins one. */
  put(entry: string, writes: FieldWrite[]): void {
    const now = this.#parts.clock.elapsed();
    const open = this.#parcels.find(
      (one) => one.entry === entry && !one.sealed_off && !one.deletes,
    );
    const parcel = open ? this.#merged(open, writes) : this.#fresh(entry, writes, now);
    parcel.due_at = Math.min(now + pause, parcel.first_at + longest_pause);
    if (!open) this.#parcels.push(parcel);
    this.#keep(parcel);
    if (this.#silent) this.#say_waiting(parcel);
    this.#tell_size();
    this.#plan();
  }

  /** Sends an entry's writes without waiting for the pause; refused ones are tried again. */
  hurry(entry?: string): void {
    for (const parcel of this.#parcels) {
      if (entry !== undefined && parcel.entry !== entry) continue;
      parcel.due_at = 0;
      parcel.refused = false;
    }
    this.wake();
  }

  /** The network may be back: try at once. */
  wake(): void {
    this.#failures = 0;
    this.#plan();
  }

  /** The page may be going: everything is handed to the browser, which sends it without us. All at
   *  once: the server keeps what replaces a version apart from the order in which both arrive. */
  leave(): void {
    if (this.#closed) return;
    for (const parcel of this.#parcels.filter((one) => !one.refused)) {
      parcel.sealed_off = true;
      this.#post(parcel, true).then(
        (answer) => this.#arrived(parcel, answer),
        () => undefined, // what did not leave is sent again, or waits for the next visit
      );
    }
  }

  /** Hurries and waits until nothing is left or nothing moves; true when all has arrived. */
  async settle(): Promise<boolean> {
    this.hurry();
    await this.#running;
    return this.#parcels.length === 0;
  }

  /** Forgets what waits for an entry: it has been deleted. */
  drop(entry: string): void {
    for (const parcel of this.#parcels.filter((one) => one.entry === entry)) this.#forget(parcel);
  }

  /** Deletes an entry, now or when somebody answers; what waits of it need not arrive any more. */
  remove(entry: string): void {
    this.drop(entry);
    const parcel = this.#fresh(entry, [], this.#parts.clock.elapsed());
    parcel.deletes = true;
    this.#parcels.push(parcel);
    this.#keep(parcel);
    this.#tell_size();
    this.wake();
  }

  /** Stops; hands back what has not arrived, for when the same person returns to this page. */
  close(): StoredWrite[] {
    this.#closed = true;
    this.#cancel?.();
    return this.#parcels.map(stored_form);
  }

  #fresh(entry: string, fields: FieldWrite[], now: number): Parcel {
    const { random, windows, person } = this.#parts;
    const key = random_id(random);
    const order = (this.#order += 1);
    const still = { sealed_off: false, refused: false, first_at: now, due_at: now, stored: done };
    return { key, person, entry, order, window: windows.mine, fields, ...still };
  }

  /** A version that never left is skipped: its successor replaces what it would have replaced. */
  #merged(parcel: Parcel, writes: FieldWrite[]): Parcel {
    for (const write of writes) {
      const before = parcel.fields.find((one) => one.field === write.field);
      if (!before) {
        parcel.fields.push(write);
        continue;
      }
      const others = write.replaces.filter((version) => version !== before.version);
      const replaces = [...new Set([...before.replaces, ...others])];
      parcel.fields[parcel.fields.indexOf(before)] = { ...write, replaces };
    }
    return parcel;
  }

  #plan(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const next = this.#next();
    if (this.#closed || this.#running || !next) return;
    const now = this.#parts.clock.elapsed();
    const held = this.#failures > 0 ? (retries[this.#failures - 1] ?? 30_000) : 0;
    const delay = Math.max(held, next.due_at - now);
    if (delay <= 0) return this.#run();
    this.#cancel = this.#parts.clock.after(delay, () => this.#run());
  }

  /** The next to leave. An entry's parcels keep their order; other entries need not wait for one. */
  #next(): Parcel | undefined {
    const held = new Set<string>();
    let next: Parcel | undefined;
    for (const parcel of this.#parcels) {
      if (parcel.refused || held.has(parcel.entry)) continue;
      held.add(parcel.entry);
      if (!next || parcel.due_at < next.due_at) next = parcel;
    }
    return next;
  }

  #run(): void {
    if (this.#running || this.#closed) return;
    this.#running = this.#send_due().finally(() => {
      this.#running = undefined;
      this.#plan();
    });
  }

  async #send_due(): Promise<void> {
    const { clock, listener, confirm } = this.#parts;
    for (;;) {
      const parcel = this.#next();
      if (!parcel || parcel.due_at > clock.elapsed() || this.#closed) return;
      const fields = parcel.fields.map((one) => one.field);
      parcel.sealed_off = true;
      listener.sending(parcel.entry, fields);
      const answered = clock.after(patience, () => this.#fall_silent());
      try {
        await parcel.stored;
        if (!(await confirm())) throw new NoNetwork();
        const answer = await this.#post(parcel, false);
        this.#failures = 0;
        this.#arrived(parcel, answer);
      } catch (error) {
        const problem = error instanceof Problem ? error : undefined;
        if (!problem || problem.passing || problem.status === 401) {
          this.#failures += 1;
          listener.waiting(parcel.entry, fields);
          return;
        }
        parcel.refused = true;
        if (problem.status === 410 || parcel.deletes) this.#forget(parcel);
        listener.refused(parcel.entry, fields, problem);
      } finally {
        answered();
        this.#silent = false;
      }
    }
  }

  /** A request that hangs may do so for long: nobody who wrote meanwhile is left without a word. */
  #fall_silent(): void {
    this.#silent = true;
    for (const parcel of this.#parcels) this.#say_waiting(parcel);
  }

  /** Said once it is true: the words are kept here. */
  #say_waiting(parcel: Parcel): void {
    const fields = parcel.fields.map((one) => one.field);
    void parcel.stored.then((kept) => {
      if (!kept || !this.#silent || parcel.refused || !this.#parcels.includes(parcel)) return;
      this.#parts.listener.waiting(parcel.entry, fields);
    });
  }

  async #post(parcel: Parcel, keepalive: boolean): Promise<FieldHeads[]> {
    const path = `/api/exercises/entries/${parcel.entry}`;
    if (parcel.deletes) return this.#delete(path, { key: parcel.key, attempts: 1, keepalive });
    const fields = parcel.fields.map(({ field, version, replaces, sealed }) => ({
      field,
      version,
      replaces,
      sealed,
    }));
    const options = { key: parcel.key, attempts: 1, keepalive };
    return (await this.#parts.api.post<WriteAnswer>(`${path}/fields`, { fields }, options)).fields;
  }

  /** Gone already, or never known there: deleted either way. */
  async #delete(path: string, options: AskOptions): Promise<FieldHeads[]> {
    await this.#parts.api.delete(path, options).catch((error: unknown) => {
      const gone = error instanceof Problem && (error.status === 404 || error.status === 410);
      if (!gone) throw error;
    });
    return [];
  }

  #arrived(parcel: Parcel, answer: FieldHeads[]): void {
    if (!this.#parcels.includes(parcel)) return; // it was sent twice, and had arrived before
    this.#forget(parcel);
    if (parcel.deletes) this.#parts.listener.deleted(parcel.entry);
    else this.#parts.listener.arrived(parcel.entry, answer);
  }

  #keep(parcel: Parcel): void {
    const stored = { ...stored_form(parcel), window: this.#parts.windows.mine };
    const { store, listener } = this.#parts;
    // A full disk must not stop the sending.
    parcel.stored = (store?.put('writes', stored) ?? done).then(
      () => {
        if (store) listener.kept_here(true);
        return true;
      },
      () => {
        listener.kept_here(false);
        return false;
      },
    );
  }

  #forget(parcel: Parcel): void {
    this.#parcels = this.#parcels.filter((one) => one !== parcel);
    void this.#parts.store?.delete('writes', parcel.key).catch(() => undefined);
    this.#tell_size();
  }

  #tell_size(): void {
    this.#parts.listener.changed(this.#parcels.length);
  }
}

function stored_form(parcel: Parcel): StoredWrite {
  const { key, person, entry, order, window, fields, deletes } = parcel;
  return { key, person, entry, order, window, fields, ...(deletes && { deletes }) };
}
