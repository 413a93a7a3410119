// Who is here. One account is open at a time: `unknown` until the device has been asked, then `out`
// or `in`. On an own device the account opens by itself; on a shared one nothing outlives the page.
import { NoNetwork, Problem, api } from '../../base/api.ts';
import type { Api } from '../../base/api.ts';
import { system_clock } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import { spoken } from '../../base/language.ts';
import { in_patience } from '../../base/patience.ts';
import { random_id, system_random } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';
import { browser_staying, find_store } from '../../base/storage.ts';
import type { Staying, Store } from '../../base/storage.ts';
import { set_text_size, set_theme } from '../../base/theme.ts';
import { browser_windows } from '../../base/windows.ts';
import type { Windows } from '../../base/windows.ts';
import { speak, speak_plainly } from '../../base/words.svelte.ts';
import type { Organisation } from '../organisations/organisations.ts';
import type { Attendant, Opened, OwnEntry } from './attendant.ts';
import type { Account } from './device_accounts.ts';
import type { Doorway, Entered, Keep, Me, Recovery, Settings, Way } from './doorway.ts';
import type { OwnDevice } from './own_device.svelte.ts';
import { make_passphrase } from './passphrase.ts';
import type { Passphrase } from './passphrase.ts';
import { find_name_aid } from './pseudonym.ts';
import { make_recovery_code } from './recovery_code.ts';
import { is_locked, is_refusal } from './refusals.ts';
import type { Vault, WayKind, Wrap } from './vault.ts';
import { load_names, load_words } from './word_list.ts';

export type { Attendant, Opened, OwnEntry } from './attendant.ts';
export type { Keep, Recovery, Settings, Way } from './doorway.ts';
export type SessionState = 'unknown' | 'out' | 'in';

export interface SessionParts {
  api: Api;
  random: Random;
  clock: Clock;
  windows: Windows;
  staying: Staying;
  load_names: typeof load_names;
  load_words: typeof load_words;
  /** How the chosen look and language reach the page. */
  apply(settings: Settings): void;
}

export const default_settings: Settings = {
  language: 'en-GB',
  text_size: 'normal',
  theme: 'system',
  region: 'GB',
  sound: false,
  vibration: true,
  cover_when_idle: true,
};

export class Session {
  readonly #parts: SessionParts;
  readonly #attendants: Attendant[] = [];
  #opened: Opened | undefined;
  #unsent: Partial<Settings> | undefined;
  /** What only those need who come in; a first visit does without. */
  #inner = $state.raw<{ door: Doorway; device: OwnDevice } | undefined>();

  #state = $state<SessionState>('unknown');
  #me = $state.raw<Me | undefined>();
  #keep = $state<Keep | undefined>();
  #offline = $state(false);
  #refused = $state(false);
  #name_aid = $state<string | undefined>();
  #settings = $state.raw<Settings>(default_settings);

  constructor(parts: SessionParts) {
    this.#parts = parts;
    parts.api.renew = () => this.#renew();
    parts.windows.hear((news) => {
      if (news.kind === 'session' && this.#state === 'in' && news.person !== this.person)
        this.#close();
    });
  }

  get windows(): Windows {
    return this.#parts.windows;
  }
  get state(): SessionState {
    return this.#state;
  }
  get keep(): Keep | undefined {
    return this.#keep;
  }
  get person(): string {
    return this.#me?.person ?? '';
  }
  get name(): string {
    return this.#me?.name ?? '';
  }
  /** The characters beside a pinyin name. */
  get name_aid(): string | undefined {
    return this.#name_aid;
  }
  get organisation(): Organisation | undefined {
    return this.#me?.organisation;
  }
  get ways(): readonly Way[] {
    return this.#me?.ways ?? [];
  }
  /** While both are false, a lost device means lost notes. */
  get kept(): { passphrase: boolean; code: boolean } {
    const has = (kind: Way['kind']) => this.ways.some((way) => way.kind === kind);
    return { passphrase: has('passphrase'), code: has('code') };
  }
  /** Open, but the server could not be asked yet. */
  get offline(): boolean {
    return this.#offline;
  }
  /** It closed because the server no longer knows this device; what was sent may be gone there. */
  get refused(): boolean {
    return this.#refused;
  }
  /** False on an own device whose browser may clear it when room is short. */
  get stays(): boolean | undefined {
    return this.#inner?.device.stays;
  }
  get settings(): Settings {
    return this.#settings;
  }
  /** Other accounts on this device, opened with one tap unless refused, or with a PIN. */
  get others(): { device: string; name: string; refused: boolean; locked: boolean }[] {
    if (!this.#inner) return [];
    const { accounts, here } = this.#inner.device;
    return accounts
      .filter((one) => one.device !== here?.account.device && !one.unfinished)
      .map(({ device, name, refused = false, lock }) => ({
        device,
        name,
        refused,
        locked: lock !== undefined,
      }));
  }
  /** After how many minutes away this device closes and asks for its PIN; undefined without one. */
  get lock_after(): number | undefined {
    return this.#inner?.device.lock_after;
  }

  attend(attendant: Attendant): void {
    this.#attendants.push(attendant);
    if (this.#opened) attendant.opened?.(this.#opened);
  }

  /** Opens the account this device was left with, if any. Leaves no trace where there is none. */
  async start(): Promise<void> {
    try {
      const store = await find_store();
      if (store) await this.#start_here(store);
    } catch {
      // Whatever the reason, the way in by hand stands open.
    }
    if (this.#state === 'unknown') this.#state = 'out';
  }

  /** Makes an account on this, her own device, and opens it; a second call continues the first.
   *  Refuses: Problem (unknown code), NoNetwork, StorageRefused. */
  async join(code: string): Promise<string> {
    const { device } = await this.#come_in();
    const store = await device.open();
    await this.#open_here(store, await device.join(store, code));
    void device.ask_to_stay();
    return this.name;
  }

  /** The same where the browser keeps nothing: she has noted this card down, and comes back with it.
   *  Refuses: Problem (unknown code), NoNetwork. */
  async join_on_card(code: string, card: string): Promise<void> {
    const { device } = await this.#come_in();
    const vault = await device.join_on_card(code, card);
    await this.#open(vault, 'shared', undefined, undefined);
  }

  /** Opens an account of `others`. Refuses: Problem (removed elsewhere); opens without a network. */
  async sign_in_device(device: string): Promise<void> {
    await this.#come_in();
    const store = await this.#device.open();
    const account = this.#device.find(device);
    if (!account) throw new Problem(404, {}); // another window took it off
    try {
      await this.#door.sign_in_device(account.device, account.key);
    } catch (error) {
      await this.#device.hear_refusal(store, account, error);
      if (!(error instanceof NoNetwork) || !account.cached) throw error;
    }
    await this.#open_here(store, account);
  }

  /** Opens a locked account of `others`. Refuses: PinFault; NoNetwork; Problem (removed). */
  async open_locked(device: string, pin: string): Promise<void> {
    await this.#come_in();
    const store = await this.#device.open();
    const account = this.#device.find(device);
    if (!account) throw new Problem(404, {});
    const opened = await this.#device.open_locked(store, account, pin);
    await this.#open(opened.vault, 'own', store, opened.account);
  }

  /** From now on this device opens with this PIN only, and closes after so many minutes away.
   *  Refuses: Problem 409 where neither card nor passphrase is kept; NoNetwork. */
  set_lock(pin: string, after: number): Promise<void> {
    return this.#device.set_lock(pin, after);
  }
  set_lock_after(after: number): Promise<void> {
    return this.#device.set_lock_after(after);
  }
  /** From now on this device opens by itself again. Refuses: NoNetwork, Problem. */
  remove_lock(): Promise<void> {
    return this.#device.remove_lock();
  }

  /** Refuses: Problem (401 not_recognised, 429), NoNetwork, VaultFault, StorageRefused. */
  async sign_in_passphrase(name: string, passphrase: string, keep: Keep): Promise<void> {
    await this.#come_in();
    const store = keep === 'own' ? await this.#device.open() : undefined;
    const { vault, signed } = await this.#door.sign_in_passphrase(name, passphrase, keep);
    const account = store && (await this.#device.own(store, vault, signed));
    await this.#open(vault, keep, store, account);
  }

  /** A phone opened it on this screen and said whose it is; a browser that cannot keep anything
   *  stays a visit. Refuses: Problem, NoNetwork. */
  async open_linked({ vault, signed }: Entered, keep: Keep): Promise<void> {
    await this.#come_in();
    const store = keep === 'own' ? await this.#device.open().catch(() => undefined) : undefined;
    const account = store && (await this.#device.own(store, vault, signed));
    await this.#open(vault, store ? 'own' : 'shared', store, account);
  }

  /** Lets one more way open this account. */
  wrap_for(key: CryptoKey, kind: WayKind): Promise<Wrap> {
    return this.#vault.wrap_for(key, kind);
  }

  /** Refuses: RecoveryCodeFault, Problem (401), NoNetwork. */
  async open_recovery(typed: string): Promise<Recovery> {
    return (await this.#come_in()).door.open_recovery(typed);
  }

  /** The new code takes the old one's place and the account opens. */
  async finish_recovery(recovery: Recovery, keep: Keep): Promise<void> {
    const store = keep === 'own' ? await this.#device.open() : undefined;
    const device = store && (await this.#door.make_device(recovery.vault));
    const signed = await this.#door.recover(recovery, keep, device);
    const account = store && device && (await this.#device.remember_new(store, device, signed));
    await this.#open(recovery.vault, keep, store, account);
  }

  /** Six words to show; nothing has changed until they are kept. */
  async new_passphrase(): Promise<Passphrase> {
    return make_passphrase(await this.#parts.load_words(spoken.language), this.#parts.random);
  }

  /** From now on this passphrase opens the account; an earlier one no longer does. */
  async keep_passphrase(passphrase: Passphrase): Promise<void> {
    this.#note_ways(await this.#door.put_passphrase(this.#vault, this.name, passphrase.text));
  }

  /** A code to show; nothing has changed until it is kept. */
  new_code(): string {
    return make_recovery_code(this.#parts.random);
  }

  /** From now on this code recovers the account; an earlier one no longer does. */
  async keep_code(code: string): Promise<void> {
    this.#note_ways(await this.#door.put_code(this.#vault, code));
  }

  /** This shared computer is her own after all. */
  async make_own(): Promise<void> {
    const me = this.#me;
    if (!me || this.#keep === 'own') return;
    const store = await this.#device.open();
    const vault = this.#vault;
    const account = await this.#device.add(store, vault, me);
    await this.#open(vault, 'own', store, account);
  }

  /** `forget` takes the account off this device; without it, one tap on her name opens it again.
   *  Refuses (forget only): Problem for the last way in; NoNetwork while something waits. */
  async sign_out({ forget }: { forget: boolean }): Promise<void> {
    const { here } = this.#device;
    const { clock } = this.#parts;
    const closing = this.#closing();
    // What is under way stays on an own device, sealed: there a network that hangs keeps nobody open.
    const arrived = await (here && !forget ? in_patience(clock, closing) : closing);
    if (forget && here) {
      if (!arrived || !(await this.confirm())) throw new NoNetwork();
      const way = this.ways.find((one) => one.this_one && one.kind === 'device');
      if (way) await this.#door.remove_way(way.id);
    }
    this.#close();
    this.#parts.windows.tell({ kind: 'session', person: undefined });
    // Only now: what is remembered of an open account must not overtake its closing.
    if (here && forget) await this.#device.wipe(here.store, here.account);
    else if (here) await this.#device.close(here).catch(() => undefined); // a full device closes too
    // The device has closed either way; a server that cannot hear it lets the session run out.
    const once = { attempts: 1, final: true, keepalive: true };
    const ask = await this.#device.note_others((one) => one.device !== here?.account.device);
    await in_patience(clock, this.#parts.api.post('/api/accounts/sign-out', ask, once));
  }

  /** Erases everything, here and there. */
  async delete_account(): Promise<void> {
    const { person } = this;
    const others = await this.#device.note_others((one) => one.person !== person);
    await this.#parts.api.post('/api/accounts/delete', { confirm: 'delete', ...others });
    this.#close();
    this.#parts.windows.tell({ kind: 'session', person: undefined });
    // Signed in as on a shared computer, she may still have kept the same account here before.
    for (const account of this.#device.accounts.filter((one) => one.person === person)) {
      const store = await this.#device.look();
      if (store) await this.#device.wipe(store, account);
    }
  }

  /** Takes an account that cannot be opened any more off this device. */
  async forget_device(device: string): Promise<void> {
    await this.#come_in();
    const store = await this.#device.look();
    const account = this.#device.find(device);
    if (store && account) await this.#device.wipe(store, account);
  }

  /** Acts at once; signed in, the server keeps it. Refuses: Problem, after acting here, and on a
   *  shared computer NoNetwork: an own device sends it later. */
  async change_settings(change: Partial<Settings>): Promise<void> {
    this.#set_settings({ ...this.#settings, ...change });
    if (!this.#me) return;
    this.#unsent = { ...this.#unsent, ...change };
    this.#note({ ...this.#me, settings: { ...this.#settings } });
    try {
      await this.#send_settings(1);
    } catch (error) {
      const later = error instanceof NoNetwork || (error instanceof Problem && error.passing);
      if (!later || this.#keep !== 'own') throw error;
    }
  }

  /** What was chosen since is sent with the next asking. */
  async #send_settings(attempts: number): Promise<void> {
    const sent = this.#unsent;
    if (!sent) return;
    await this.#parts.api.put('/api/accounts/settings', sent, { attempts });
    if (this.#unsent !== sent || !this.#me) return;
    this.#unsent = undefined;
    this.#note(this.#me);
  }

  /** Whether the server's session is this person's; asks again after being offline. */
  async confirm(): Promise<boolean> {
    const opened = this.#opened;
    if (!opened) return false;
    if (await opened.confirmed) return true;
    opened.confirmed = this.#ask_who(opened.person);
    return opened.confirmed;
  }

  /** Everything that only she can read. Refuses: NoNetwork, Problem: a copy is whole or none. */
  async copy_own(): Promise<OwnEntry[]> {
    return (await Promise.all(this.#attendants.map((one) => one.copy?.() ?? []))).flat();
  }

  // ---- opening and closing

  get #vault(): Vault {
    if (!this.#opened) throw new Problem(401, {});
    return this.#opened.vault;
  }

  get #door(): Doorway {
    if (!this.#inner) throw new Problem(401, {});
    return this.#inner.door;
  }
  get #device(): OwnDevice {
    if (!this.#inner) throw new Problem(401, {});
    return this.#inner.device;
  }

  /** Refuses: NoNetwork. */
  async #come_in(): Promise<{ door: Doorway; device: OwnDevice }> {
    try {
      const { make_inner } = await import('./own_device.svelte.ts');
      return (this.#inner ??= make_inner(this.#parts));
    } catch {
      throw new NoNetwork();
    }
  }

  async #start_here(found: Store): Promise<void> {
    const { device } = await this.#come_in();
    const store = await device.look(found);
    const last = device.left_open;
    if (store && last?.lock) await this.#stay_locked(store, last);
    else if (store && last) await this.#open_here(store, last).catch(() => undefined);
    const look = device.look_left as Partial<Settings> | undefined;
    if (this.#state === 'unknown' && look) this.#set_settings({ ...this.#settings, ...look });
  }

  async #open_here(store: Store, account: Account): Promise<void> {
    const joined = await this.#device.finish(store, account);
    await this.#open(await this.#device.open_alone(joined), 'own', store, joined);
  }

  /** What the device remembers shows at once; the server confirms when it can be asked. */
  async #open(vault: Vault, keep: Keep, store: Store | undefined, account: Account | undefined) {
    const me = account?.cached ?? (await this.#door.ask_me());
    const here = account && store && (await this.#device.opening(store, vault, account));
    // Closed and opened in one breath: nobody sees a session that ended.
    if (this.#opened) this.#close();
    this.#device.enter(here);
    this.#refused = false;
    this.#keep = keep;
    this.#unsent = account?.unsent as Partial<Settings> | undefined;
    this.#me = me;
    const confirmed = account?.cached ? this.#ask_who(me.person) : Promise.resolve(true);
    this.#opened = { person: me.person, vault, store, confirmed };
    this.#set_settings(this.#settings_of(me));
    this.#note(me);
    this.#state = 'in';
    for (const attendant of this.#attendants) attendant.opened?.(this.#opened);
    this.#parts.windows.tell({ kind: 'session', person: me.person });
    void this.#find_aid(me.name).catch(() => undefined);
  }

  async #find_aid(name: string): Promise<void> {
    this.#name_aid = find_name_aid((await this.#parts.load_names())['zh-Hans'], name);
  }

  async #ask_who(person: string): Promise<boolean> {
    try {
      let me = await this.#door.ask_me();
      // The cookie may be another account's: several can live on one device.
      if (me.person !== person && (await this.#renew())) me = await this.#door.ask_me();
      if (me.person !== person || this.person !== person) return false;
      const mine = { ...me, settings: { ...me.settings, ...this.#unsent } };
      this.#note(mine);
      this.#set_settings(this.#settings_of(mine));
      this.#offline = false;
      void this.#send_settings(1).catch(() => undefined);
      return true;
    } catch {
      this.#offline = true;
      return false;
    }
  }

  async #closing(): Promise<boolean> {
    const arrived = await Promise.all(
      this.#attendants.map((attendant) => attendant.closing?.() ?? true),
    );
    return arrived.every(Boolean);
  }

  #close(): void {
    this.#opened = this.#me = this.#keep = this.#name_aid = undefined;
    this.#inner?.device.enter(undefined);
    this.#unsent = undefined;
    this.#offline = false;
    this.#state = 'out';
    for (const attendant of this.#attendants) attendant.closed?.();
  }

  /** The server's session has run out: an own device opens a new one by itself, a shared one ends. */
  async #renew(): Promise<boolean> {
    const { person } = this;
    const here = this.#inner?.device.here;
    let fault: unknown;
    if (here) {
      const { device, key } = here.account;
      const signed = await this.#door.sign_in_device(device, key).catch((error: unknown) => {
        if (!is_refusal(error)) throw error;
        fault = error;
        return undefined;
      });
      if (signed) return signed.person === person;
    }
    if (this.#state !== 'in' || this.person !== person) return false;
    this.#close();
    this.#refused = here !== undefined && !is_locked(fault);
    if (here) await this.#device.close(here, fault).catch(() => undefined);
    return false;
  }

  #note_ways(ways: Way[]): void {
    if (this.#me) this.#note({ ...this.#me, ways });
  }

  #note(me: Me): void {
    this.#me = me;
    this.#inner?.device.note(me, this.#unsent);
  }

  /** A page that was killed left its session open: it ends before anybody types a PIN. */
  async #stay_locked(store: Store, account: Account): Promise<void> {
    await this.#device.remember(store, { ...account, closed: true });
    const others = this.#device.accounts.length > 1 ? { others_here: true } : {};
    const once = { attempts: 1, final: true };
    void this.#parts.api.post('/api/accounts/sign-out', others, once).catch(() => undefined);
  }

  /** Whoever chose no region finds the help lines of her employer's country first. */
  #settings_of(me: Me): Settings {
    return { ...this.#settings, region: me.organisation.country, ...me.settings };
  }

  #set_settings(settings: Settings): void {
    this.#settings = settings;
    this.#parts.apply(settings);
  }
}

export const session = new Session({
  api,
  random: system_random,
  clock: system_clock,
  windows: browser_windows(random_id(system_random)),
  staying: browser_staying,
  load_names,
  load_words,
  apply: (settings) => {
    set_theme(settings.theme);
    speak_plainly(settings.theme === 'discreet');
    set_text_size(settings.text_size);
    void speak(settings.language);
  },
});
