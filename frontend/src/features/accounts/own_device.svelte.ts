// The accounts that this own device can open by itself: found, made, remembered and taken off.
import type { Api } from '../../base/api.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { find_store, open_store } from '../../base/storage.ts';
import type { Store } from '../../base/storage.ts';
import { list_accounts, make_account, put_account, wipe_account } from './device_accounts.ts';
import type { Account } from './device_accounts.ts';
import type { Doorway, SignedIn } from './doorway.ts';
import { begin_join, finish_join } from './joining.ts';
import type { JoiningParts } from './joining.ts';
import type { Vault } from './vault.ts';
import type { load_names } from './word_list.ts';

export interface OwnDeviceParts {
  api: Api;
  random: Random;
  clock: Clock;
  load_names: typeof load_names;
}

export class OwnDevice {
  readonly #parts: OwnDeviceParts;
  readonly #door: Doorway;
  #accounts = $state.raw<Account[]>([]);
  #last_write: Promise<unknown> = Promise.resolve();

  constructor(parts: OwnDeviceParts, door: Doorway) {
    this.#parts = parts;
    this.#door = door;
  }

  get accounts(): readonly Account[] {
    return this.#accounts;
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
  async look(): Promise<Store | undefined> {
    const store = await find_store();
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

  /** Refuses: Problem (unknown code), NoNetwork. */
  async finish(store: Store, account: Account): Promise<Account> {
    return account.unfinished ? finish_join(this.#joining(store), account) : account;
  }

  /** Makes this device a way in. */
  async add(store: Store, vault: Vault, who: { person: string; name: string }): Promise<Account> {
    const device = await this.#door.make_device(vault);
    await this.#door.add_device(device);
    return this.remember(store, make_account(device, who.name, who.person));
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
