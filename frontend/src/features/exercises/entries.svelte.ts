// Everything a person wrote: opened, listed, searched and deleted on her device, where alone it can
// be read.
import type { Answer } from '../../base/answers.ts';
import { Api, NoNetwork, Problem, api } from '../../base/api.ts';
import { local_iso, system_clock } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import { spoken } from '../../base/language.ts';
import { or_kept } from '../../base/patience.ts';
import { random_id, system_random } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';
import type { StoredWrite } from '../../base/storage.ts';
import type { Windows } from '../../base/windows.ts';
import { session } from '../accounts/session.svelte.ts';
import type { Opened, Session } from '../accounts/session.svelte.ts';
import { Entry } from './entry.svelte.ts';
import type { Desk } from './entry.svelte.ts';
import { about_field, holds, is_diary, newest_first, open_view } from './entry_view.ts';
import type { About, EntryView, SealedEntry } from './entry_view.ts';
import { KeptEntries } from './kept_entries.ts';
import { Outbox } from './outbox.ts';
import type { FieldHeads } from './outbox.ts';

export type { About, Entry, EntryView };

type Page = Answer<'/api/exercises/entries', 'get'>;

export interface EntriesParts {
  api: Api;
  clock: Clock;
  random: Random;
  windows: Windows;
  session: Pick<Session, 'attend' | 'confirm'>;
}

/** Time and language are filled in. */
export type NewAbout = Omit<About, 'made_at' | 'language'>;

const path_of = (entry: string) => `/api/exercises/entries/${entry}`;

export class Entries {
  readonly #parts: EntriesParts;
  readonly #open = new Map<string, Entry>();
  /** What had not arrived when an account closed, sealed; kept while the page is open. */
  readonly #left = new Map<string, StoredWrite[]>();
  /** How often each entry has changed since this page was opened. */
  readonly #changes = new Map<string, number>();
  #refreshing: Promise<void> = Promise.resolve();
  #desk: Desk | undefined;
  #kept = new KeptEntries(undefined, '');
  #started: Promise<void> = Promise.resolve();
  #loaded = false;
  #views = $state.raw<EntryView[]>([]);
  #waiting = $state(0);
  #deleting = $state(0);
  readonly #gone = new Set<string>();
  #left_waits = $state(false);
  #full = $state(false);
  #partial = $state(false);

  constructor(parts: EntriesParts) {
    this.#parts = parts;
    parts.session.attend({
      opened: (opened) => this.#opened(opened),
      closing: () => this.settle_all(),
      closed: () => this.#closed(),
    });
    parts.windows.hear((news) => {
      if (news.kind === 'entry') this.#changed(news.entry);
      if (news.kind === 'deleted') this.#hide(news.entry);
    });
  }

  /** All entries of the diary, newest first, after `load()`. */
  get all(): readonly EntryView[] {
    return this.#views.filter(is_diary);
  }
  /** Those and what is no page of the diary: what a copy of everything holds. */
  get everything(): readonly EntryView[] {
    return this.#views;
  }
  /** Whether a word on the screens or behind them has not arrived yet. */
  get unsettled(): boolean {
    const under_way = ['typing', 'sending', 'waiting_for_network'];
    return (
      this.#waiting > 0 || [...this.#open.values()].some((one) => under_way.includes(one.overall))
    );
  }
  /** This own device takes nothing more: what waits lives in this window alone. */
  get full(): boolean {
    return this.#full && this.#waiting > 0;
  }
  /** Nobody answered: `all` is what this device keeps, and may not be everything. */
  get partial(): boolean {
    return this.#partial;
  }
  /** Whether words of an account that closed under her wait in this page. */
  get left(): boolean {
    return this.#left_waits;
  }
  /** How many entries were deleted here of which the server has not heard. */
  get deleting(): number {
    return this.#deleting;
  }
  /** How many writes have not been acknowledged yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** A new entry. The server hears of it with the first words. */
  open(about: NewAbout): Entry {
    const made_at = local_iso(this.#parts.clock.now());
    return this.#make({ ...about, made_at, language: spoken.language });
  }

  /** An entry from before. Refuses: Problem 404, 410; NoNetwork, unless its words wait here. */
  async resume(id: string): Promise<Entry> {
    const desk = this.#need_desk();
    await this.#started;
    const known = this.#open.get(id);
    if (known) return known.show();
    let sealed: SealedEntry;
    let about: About | undefined;
    let changes: number | undefined;
    do {
      changes = this.#changes.get(id);
      sealed = await this.#fetch_or_pending(desk, id);
      about = await this.#read_about(desk, sealed);
    } while (changes !== this.#changes.get(id)); // from here on the open entry hears of changes
    const entry = new Entry(desk, id, about ?? unknown_about, about !== undefined);
    this.#open.set(id, entry);
    await entry.take(sealed.fields);
    await entry.take_pending();
    return entry;
  }

  /** The latest entry of the same exercise, or a new one. Without a network: what is known here. */
  async continue_or_open(about: NewAbout): Promise<Entry> {
    const same = (other: About | undefined) =>
      other !== undefined &&
      other.module === about.module &&
      other.step === about.step &&
      other.exercise === about.exercise;
    if (!this.#loaded) await or_kept(this.#parts.clock, this.load(), undefined);
    const still_open = [...this.#open.values()].find((entry) => same(entry.about));
    if (still_open) return still_open.show();
    const found = this.#views.find((view) => same(view.about));
    return found ? this.resume(found.id) : this.open(about);
  }

  /** Keeps texts that were written before there was an account. */
  async keep(about: NewAbout, texts: Record<string, string>): Promise<Entry> {
    const entry = this.open(about);
    for (const [field, text] of Object.entries(texts)) if (text) entry.write(field, text);
    await entry.settled();
    return entry;
  }

  /** Fetches and opens everything. Refuses: NoNetwork, Problem. */
  async load(): Promise<void> {
    const desk = this.#need_desk();
    await this.#started;
    const before = new Map(this.#changes);
    const found = await this.#all_or_kept(desk);
    const views: Record<string, EntryView> = {};
    for (const entry of desk.outbox.list_deletions()) this.#gone.add(entry);
    for (const sealed of found.filter((one) => !this.#gone.has(one.entry)))
      views[sealed.entry] = await open_view(desk.vault, desk.person, sealed);
    if (this.#desk !== desk) return;
    for (const entry of desk.outbox.list_entries()) {
      const fields = this.#pending(desk, entry);
      views[entry] ??= await open_view(desk.vault, desk.person, { entry, fields });
    }
    this.#loaded = true;
    this.#show(Object.values(views));
    for (const entry of this.#open.values()) this.#note_kept(entry);
    // What arrived while the list was on its way stands neither there nor among what waits.
    for (const [id, times] of this.#changes) if (before.get(id) !== times) void this.#refresh(id);
    await or_kept(this.#parts.clock, this.#refreshing, undefined);
  }

  /** Entries that contain every one of the words, found without asking anybody. */
  search(text: string): EntryView[] {
    return this.all.filter((view) => holds(view, text));
  }

  /** Deletes an entry with everything in it. On an own device it may wait for the network; on a
   *  shared one it refuses: NoNetwork, Problem. */
  async remove(id: string): Promise<void> {
    const desk = this.#need_desk();
    if (desk.keeps) desk.outbox.remove(id);
    else await this.#remove_now(desk, id);
    this.#open.delete(id);
    this.#hide(id);
    this.#parts.windows.tell({ kind: 'deleted', entry: id });
    await this.#kept.remove(id);
  }

  /** What is deleted never comes back, whoever still lists it. */
  #hide(id: string): void {
    this.#gone.add(id);
    this.#show(this.#views.filter((view) => view.id !== id));
  }

  async #remove_now(desk: Desk, id: string): Promise<void> {
    try {
      await this.#parts.api.delete(path_of(id));
    } catch (error) {
      const never_arrived =
        error instanceof Problem && (error.status === 404 || error.status === 410);
      if (!never_arrived) throw error;
    }
    desk.outbox.drop(id);
    this.#parts.windows.tell({ kind: 'entry', entry: id });
  }

  /** Hands over everything on the screens and waits; false when something could not arrive. */
  async settle_all(): Promise<boolean> {
    await Promise.all([...this.#open.values()].map((entry) => entry.settled()));
    return (await this.#desk?.outbox.settle()) ?? true;
  }

  /** Another look at what is open: this window has come back to the front. */
  look_again(): void {
    this.#desk?.outbox.wake();
    for (const id of this.#open.keys()) void this.#refresh(id);
  }

  /** The page may be going for good. */
  leave(): void {
    const leave = () => this.#desk?.outbox.leave();
    leave(); // what is sealed goes at once; what is being typed follows if the page lives so long
    void Promise.all([...this.#open.values()].map((entry) => entry.sealed())).then(leave);
  }

  // ---- an account opens and closes

  #opened({ person, vault, store }: Opened): void {
    if (this.#desk) this.#closed();
    const { api, clock, random, windows } = this.#parts;
    const confirm = () => this.#parts.session.confirm();
    this.#kept = new KeptEntries(store, person);
    const outbox = new Outbox({
      api,
      clock,
      random,
      windows,
      store,
      person,
      confirm,
      listener: this.#listener,
    });
    this.#desk = {
      person,
      vault,
      outbox,
      keeps: store !== undefined,
      clock,
      random,
      open: (about) => this.open(about),
      kept: (entry) => this.#note_kept(entry),
      close: (entry) => void this.#open.delete(entry.id),
    };
    this.#started = outbox.start(this.#left.get(person));
    this.#left.delete(person);
  }

  #closed(): void {
    if (this.#desk) this.#keep_left(this.#desk);
    this.#desk = undefined;
    this.#kept = new KeptEntries(undefined, '');
    this.#open.clear();
    this.#views = [];
    this.#waiting = this.#deleting = 0;
    this.#gone.clear();
    this.#loaded = false;
  }

  /** What has not arrived stays sealed in this page; so does the word that was being typed. */
  #keep_left({ person, outbox }: Desk): void {
    const keep = (left: StoredWrite[]) => {
      this.#left.set(person, left);
      this.#left_waits = [...this.#left.values()].some((one) => one.length > 0);
      return left;
    };
    const left = keep(outbox.close());
    void Promise.all([...this.#open.values()].map((entry) => entry.sealed())).then(() => {
      if (this.#left.get(person) === left) keep(outbox.close());
    });
  }

  readonly #listener = {
    sending: (id: string, fields: string[]) => this.#open.get(id)?.note_state(fields, 'sending'),
    waiting: (id: string, fields: string[]) =>
      this.#open.get(id)?.note_state(fields, 'waiting_for_network'),
    refused: (id: string, fields: string[], problem: Problem) =>
      this.#open.get(id)?.note_state(fields, 'failed', problem),
    arrived: (id: string, answer: FieldHeads[]) => {
      this.#parts.windows.tell({ kind: 'entry', entry: id });
      const open = this.#open.get(id);
      this.#count_change(id);
      void this.#kept.take(id, answer);
      if (open) void open.take(answer);
      else void this.#refresh(id);
    },
    deleted: (id: string) => {
      this.#count_change(id);
      void this.#kept.remove(id);
      this.#parts.windows.tell({ kind: 'entry', entry: id });
    },
    changed: (waiting: number) => {
      this.#waiting = waiting;
      this.#deleting = this.#desk?.outbox.list_deletions().length ?? 0;
    },
    kept_here: (kept: boolean) => (this.#full = !kept),
  };

  #need_desk(): Desk {
    if (!this.#desk) throw new Problem(401, {});
    return this.#desk;
  }

  #make(about: About): Entry {
    const entry = new Entry(this.#need_desk(), random_id(this.#parts.random), about, false);
    this.#open.set(entry.id, entry);
    return entry;
  }

  // ---- reading

  #changed(id: string): void {
    this.#count_change(id);
    void this.#refresh(id);
  }

  #count_change(id: string): void {
    this.#changes.set(id, (this.#changes.get(id) ?? 0) + 1);
  }

  /** On an own device what it keeps is better than nothing, even where that is not everything. */
  async #all_or_kept(desk: Desk): Promise<SealedEntry[]> {
    const kept = await this.#kept.list();
    const here = kept.length > 0 || desk.outbox.size > 0 || this.#gone.size > 0;
    const asked = this.#fetch_all(here ? 1 : 3);
    const found = here ? await or_kept(this.#parts.clock, asked, kept) : await asked;
    this.#partial = found === kept;
    return found;
  }

  /** Everything the server holds, kept here for when it cannot be asked. */
  async #fetch_all(attempts: number): Promise<SealedEntry[]> {
    const kept = this.#kept;
    const found = new Map<string, SealedEntry>();
    let after = '';
    do {
      const path = `/api/exercises/entries${after && `?after=${encodeURIComponent(after)}`}`;
      const page = await this.#parts.api.get<Page>(path, { attempts });
      for (const { entry, fields } of page.entries) {
        const earlier = found.get(entry)?.fields ?? []; // it may begin on one page and end on the next
        found.set(entry, { entry, fields: [...earlier, ...fields] });
      }
      after = page.next ?? '';
    } while (after);
    const all = [...found.values()];
    if (kept === this.#kept) await kept.replace(all);
    return all;
  }

  /** What the server holds of an entry, asked again if it changed while the answer was on its way:
   *  an old answer would pass for the newest and its successor for somebody else's. */
  async #fetch(id: string, attempts: number): Promise<SealedEntry> {
    for (;;) {
      const changes = this.#changes.get(id);
      const sealed = await this.#parts.api.get<SealedEntry>(path_of(id), { attempts });
      if (changes !== this.#changes.get(id)) continue;
      void this.#kept.take(id, sealed.fields);
      return sealed;
    }
  }

  /** What this device keeps, or words that wait on it, are enough where the server cannot help. */
  async #fetch_or_pending(desk: Desk, id: string): Promise<SealedEntry> {
    const kept = await this.#kept.find(id);
    const here = kept !== undefined || desk.outbox.list_pending(id).length > 0;
    try {
      const asked = this.#fetch(id, here ? 1 : 3);
      return kept ? await or_kept(this.#parts.clock, asked, kept) : await asked;
    } catch (error) {
      const missing =
        error instanceof NoNetwork || (error instanceof Problem && error.status === 404);
      if (!here || !missing) throw error;
      return { entry: id, fields: [] };
    }
  }

  /** Another look at one entry, for whoever shows it; one look after the other. */
  #refresh(id: string): Promise<void> {
    this.#refreshing = this.#refreshing.then(() => this.#look_at(id)).catch(() => undefined);
    return this.#refreshing;
  }

  async #look_at(id: string): Promise<void> {
    const desk = this.#desk;
    if (!desk || (!this.#open.has(id) && !this.#loaded)) return;
    if (this.#gone.has(id) && !this.#open.has(id)) return;
    try {
      const sealed = await this.#fetch(id, 1);
      const open = this.#open.get(id);
      if (this.#desk !== desk) return;
      if (open) await open.take(sealed.fields);
      else this.#put_view(await open_view(desk.vault, desk.person, sealed));
    } catch (error) {
      const gone = error instanceof Problem && (error.status === 404 || error.status === 410);
      if (gone) void this.#kept.remove(id);
      if (gone && !desk.outbox.list_entries().includes(id)) {
        this.#show(this.#views.filter((view) => view.id !== id));
      }
    }
  }

  /** What an entry is about, as the server or a write that still waits has it. */
  async #read_about(desk: Desk, { entry, fields }: SealedEntry): Promise<About | undefined> {
    const heads = [...fields, ...this.#pending(desk, entry)].filter(
      (one) => one.field === about_field,
    );
    return (await open_view(desk.vault, desk.person, { entry, fields: heads })).about;
  }

  #pending(desk: Desk, id: string): FieldHeads[] {
    return desk.outbox.list_pending(id).map(({ field, ...head }) => ({ field, heads: [head] }));
  }

  #note_kept(entry: Entry): void {
    if (!this.#loaded || this.#open.get(entry.id) !== entry || entry.fields.length === 0) return;
    const { id, about } = entry;
    const tampered = (field: string) => entry.state(field) === 'failed' && !entry.trouble(field);
    const unreadable = entry.fields.some(tampered);
    const view: EntryView = { id, about, fields: {}, more: {}, unreadable };
    for (const field of entry.fields) {
      view.fields[field] = entry.read(field);
      const versions = entry.versions(field);
      if (versions.length > 1) view.more[field] = versions.map((one) => one.text);
    }
    this.#put_view(view);
  }

  #put_view(view: EntryView): void {
    this.#show([...this.#views.filter((one) => one.id !== view.id), view]);
  }

  #show(views: EntryView[]): void {
    this.#views = newest_first(views);
  }
}

const unknown_about: About = { kind: 'unknown', made_at: '', language: '' };

export const entries = new Entries({
  api,
  clock: system_clock,
  random: system_random,
  windows: session.windows,
  session,
});

if (typeof window !== 'undefined') {
  addEventListener('pagehide', () => entries.leave());
  // On a shared computer unsent words live in this window alone: the browser asks before it closes.
  addEventListener('beforeunload', (event) => {
    if (session.keep === 'shared' && entries.unsettled) event.preventDefault();
  });
  addEventListener('online', () => entries.look_again());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') entries.leave();
    else entries.look_again();
  });
}
