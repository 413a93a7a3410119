// The accounts that this own device can open by itself: found, made, remembered and taken off.
import { Problem } from '../../base/api.ts';
import type { Api } from '../../base/api.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { find_store, open_store } from '../../base/storage.ts';
import type { Staying, Store } from '../../base/storage.ts';
import {
  list_accounts,
  make_account,
  open_alone,
  put_account,
  wipe_account,
  with_known,
} from './device_accounts.ts';
import type { Account } from './device_accounts.ts';
import { Doorway } from './doorway.ts';
import type { Me, NewDevice, SignedIn } from './doorway.ts';
import { begin_join, finish_join, join_on_card } from './joining.ts';
import type { JoiningParts } from './joining.ts';
import { PinFault } from './pin.ts';
import { is_locked, is_refusal } from './refusals.ts';
import type { Vault } from './vault.ts';
import type { load_names } from './word_list.ts';

export interface OwnDeviceParts {
  api: Api;
  random: Random;
  clock: Clock;
  load_names: typeof load_names;
  staying: Staying;
}

/** The account that is open on this device; what is kept of it changes while it is. */
export interface Here {
  readonly store: Store;
  readonly vault: Vault;
  account: Account;
}

type Change = Omit<Partial<Account>, 'lock'> & { lock?: Account['lock'] | undefined };

export class OwnDevice {
  readonly #parts: OwnDeviceParts;
  readonly #door: Doorway;
  #accounts = $state.raw<Account[]>([]);
  #last_write: Promise<unknown> = Promise.resolve();
  #here: Here | undefined;
  #lock_after = $state<number | undefined>();
  #stays = $state<boolean | undefined>();

  constructor(parts: OwnDeviceParts, door: Doorway) {
    this.#parts = parts;
    this.#door = door;
  }

  get accounts(): readonly Account[] {
    return this.#accounts;
  }
  get here(): Here | undefined {
    return this.#here;
  }
  /** As in `Session`. */
  get lock_after(): number | undefined {
    return this.#lock_after;
  }
  get stays(): boolean | undefined {
    return this.#stays;
  }
  /** The one that was left open here. */
  get left_open(): Account | undefined {
    const open = this.#accounts.filter((account) => !account.closed);
    return open.sort((a, b) => b.used_at - a.used_at)[0];
  }

  /** How the one looked who was here last. */
  get look_left(): Account['look'] {
    return [...this.#accounts].sort((a, b) => b.used_at - a.used_at)[0]?.look;
  }

  /** The store if this device has one; leaves no trace where there is none. */
  async look(found?: Store): Promise<Store | undefined> {
    const store = found ?? (await find_store());
    this.#accounts = store ? await this.#list(store) : [];
    return store;
  }

  /** Refuses: StorageRefused. */
  async open(): Promise<Store> {
    const store = await open_store();
    this.#accounts = await this.#list(store);
    return store;
  }

  find(device: string): Account | undefined {
    return this.#accounts.find((account) => account.device === device);
  }

  /** Later calls are written later, whatever sealing takes. `vault`: as `put_account`. */
  remember(store: Store, account: Account, vault?: Vault): Promise<Account> {
    const used = { ...account, used_at: this.#parts.clock.now() };
    return this.#in_turn(async () => {
      const kept = await put_account(store, used, this.#parts.random, vault);
      this.#accounts = await this.#list(store);
      return kept;
    });
  }

  /** Takes an account and everything of it off this device. */
  async wipe(store: Store, account: Account): Promise<void> {
    await this.#in_turn(async () => {
      this.#accounts = await wipe_account(store, account, this.#parts.random);
    });
  }

  /** Begins an account with this code, or goes on with one that was begun. Refuses: as `finish`. */
  async join(store: Store, code: string): Promise<Account> {
    const begun = this.#accounts.find((one) => one.unfinished?.body.code === code);
    return begun ?? begin_join(this.#joining(store), code);
  }

  /** An account on a card alone, for a browser that keeps nothing. Refuses: as `finish`. */
  join_on_card(code: string, card: string): Promise<Vault> {
    return join_on_card({ ...this.#parts, door: this.#door }, { code, card });
  }

  /** Refuses: VaultFault. */
  open_alone(account: Account): Promise<Vault> {
    return open_alone(account, this.#parts.random);
  }

  /** Refuses: Problem (unknown code), NoNetwork. */
  async finish(store: Store, account: Account): Promise<Account> {
    return account.unfinished ? finish_join(this.#joining(store), account) : account;
  }

  /** Makes this device a way in. */
  async add(store: Store, vault: Vault, who: { person: string; name: string }): Promise<Account> {
    const device = await this.#door.make_device(vault);
    await this.#door.add_device(device);
    return this.remember_new(store, device, who);
  }

  /** A device that the server has just heard of. */
  remember_new(
    store: Store,
    device: NewDevice,
    { name, person }: { name: string; person: string },
  ): Promise<Account> {
    return this.remember(store, make_account(device, name, person));
  }

  /** The account of a person who signed in by hand: known here and still good, or added. */
  async own(store: Store, vault: Vault, signed: SignedIn): Promise<Account> {
    const known = (await this.#list(store)).find((account) => account.person === signed.person);
    if (known) {
      const alive = await this.#door.sign_in_device(known.device, known.key).then(
        () => true,
        () => false,
      );
      if (alive) return known;
      await store.delete('accounts', known.device);
    }
    return this.add(store, vault, signed);
  }

  // ---- the open account

  /** Remembers it as open; whoever is in stays in until `enter`. */
  async opening(store: Store, vault: Vault, account: Account): Promise<Here> {
    const open = { ...account, closed: false, refused: false };
    return { store, vault, account: await this.remember(store, open, vault) };
  }

  enter(here: Here | undefined): void {
    this.#here = here;
    this.#lock_after = here?.account.lock?.after;
    this.#stays = undefined;
    // A device without an answer of its own yet has just become hers.
    if (here) void this.#see_staying(here, here.account.cached ? 'granted' : 'ask');
  }

  /** `fault`: what the server said when it did not let this device in. */
  async close({ store, vault, account }: Here, fault?: unknown): Promise<void> {
    const closed = { ...account, closed: true };
    await (fault === undefined
      ? this.remember(store, closed, vault)
      : this.hear_refusal(store, closed, fault, vault));
  }

  /** Notes why an account does not open here. */
  async hear_refusal(store: Store, account: Account, fault: unknown, vault?: Vault): Promise<void> {
    // A lock that the server has and this device did not live to note.
    const locked = { wrap: '', commitment: '', lock: { after: 5 }, closed: true };
    if (is_locked(fault)) await this.remember(store, { ...account, ...locked }, vault);
    else if (is_refusal(fault)) await this.remember(store, { ...account, refused: true }, vault);
  }

  /** Who she is now, and what waits of her settings. */
  note(me: Me, unsent: Record<string, unknown> | undefined): void {
    const here = this.#here;
    if (!here) return;
    const { unsent: _, ...account } = here.account;
    here.account = unsent ? { ...account, unsent } : account;
    const change = { person: me.person, name: me.name, cached: me };
    void this.#change(here, change).catch(() => undefined);
  }

  async ask_to_stay(): Promise<void> {
    if (this.#here) await this.#see_staying(this.#here, 'ask');
  }

  async #see_staying(here: Here, how: keyof Staying): Promise<void> {
    const stays = await this.#parts.staying[how]();
    if (this.#here === here) this.#stays = stays;
  }

  async #change(here: Here, change: Change): Promise<void> {
    const { lock, ...account } = { ...here.account, ...change };
    here.account = lock ? { ...account, lock } : account;
    if (this.#here === here) this.#lock_after = lock?.after;
    await this.remember(here.store, here.account, here.vault);
  }

  // ---- the lock

  /** As in `Session`. */
  async set_lock(pin: string, after: number): Promise<void> {
    const here = this.#here;
    if (!here) return;
    await this.#door.put_lock(here.vault, here.account.key, pin);
    await this.#change(here, { wrap: '', commitment: '', lock: { after } });
  }

  async set_lock_after(after: number): Promise<void> {
    if (this.#here?.account.lock) await this.#change(this.#here, { lock: { after } });
  }

  async remove_lock(): Promise<void> {
    const here = this.#here;
    if (!here) return;
    const wrap = await this.#door.remove_lock(here.vault, here.account.key);
    await this.#change(here, { ...wrap, lock: undefined });
  }

  /** Refuses: PinFault; NoNetwork; Problem (removed). */
  async open_locked(
    store: Store,
    account: Account,
    pin: string,
  ): Promise<{ vault: Vault; account: Account }> {
    try {
      const tried = await this.#door.try_pin(account.device, account.key, pin);
      if (typeof tried !== 'number') {
        return { vault: tried.vault, account: await with_known(account, tried.vault) };
      }
      if (tried === 0) await this.remember(store, { ...account, refused: true });
      throw new PinFault(tried);
    } catch (error) {
      await this.hear_refusal(store, account, error);
      if (!(error instanceof Problem) || error.key !== 'accounts.no_lock') throw error;
      // The lock was taken off, and this device did not live to hear it.
      const { wrap, commitment } = await this.#door.sign_in_device(account.device, account.key);
      const { lock: _, ...open } = { ...account, wrap, commitment };
      const vault = await open_alone(open, this.#parts.random);
      return { vault, account: await with_known(open, vault) };
    }
  }

  /** Tells the server that this browser holds what is not hers to clear: keys of other accounts. */
  async note_others(stays: (account: Account) => boolean): Promise<{ others_here?: true }> {
    (await this.look())?.close();
    return this.#accounts.some(stays) ? { others_here: true } : {};
  }

  #list(store: Store): Promise<Account[]> {
    return list_accounts(store, this.#parts.random);
  }

  #in_turn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last_write.then(work);
    this.#last_write = turn.catch(() => undefined);
    return turn;
  }

  #joining(store: Store): JoiningParts {
    const { api, random, load_names } = this.#parts;
    return {
      api,
      random,
      door: this.#door,
      load_names,
      remember: (account) => this.remember(store, account),
      forget: (account) => this.wipe(store, account),
    };
  }
}

export function make_inner(parts: OwnDeviceParts): { door: Doorway; device: OwnDevice } {
  const door = new Doorway(parts.api, parts.random);
  return { door, device: new OwnDevice(parts, door) };
}
