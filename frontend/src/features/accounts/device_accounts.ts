// The accounts that this own device keeps. Who she is stands there sealed: a device without a lock
// opens it by itself, a locked one knows only that somebody is there.
import { spoken } from '../../base/language.ts';
import { forget_store, personal } from '../../base/storage.ts';
import type { Store, StoredAccount } from '../../base/storage.ts';
import type { Random } from '../../base/random.ts';
import type { Me, NewDevice } from './doorway.ts';
import { Vault } from './vault.ts';

/** What is sealed of an account. */
interface Known {
  /** Empty where it cannot be opened. */
  name: string;
  cached?: Me;
  /** Settings chosen without a network: sent when the server is asked again. */
  unsent?: Record<string, unknown>;
}

export type Account = StoredAccount & Known;

const place = 'account';

export function make_account(device: NewDevice, name: string, person?: string): Account {
  const { id, wrap, commitment } = device.ask;
  const account = {
    device: id,
    key: device.key,
    wrap,
    commitment,
    name,
    closed: false,
    used_at: 0,
  };
  return person === undefined ? account : { ...account, person };
}

function look_of({ language, theme, text_size }: Me['settings']): Required<StoredAccount>['look'] {
  return {
    language: language ?? spoken.language,
    theme: theme ?? 'system',
    text_size: text_size ?? 'normal',
  };
}

/** Its vault, where this device opens it by itself. Refuses: VaultFault. */
export function open_alone(account: StoredAccount, random: Random): Promise<Vault> {
  return Vault.unlock(account.key, 'device', account, random);
}

/** What the vault opens of it. Refuses: VaultFault. */
export async function with_known(stored: StoredAccount, vault: Vault): Promise<Account> {
  const { person, sealed, unfinished } = stored;
  const account = { ...stored, name: unfinished?.body.name ?? '' };
  if (person === undefined || sealed === undefined) return account;
  return { ...account, ...(JSON.parse(await vault.open_here(person, place, sealed)) as Known) };
}

async function read_account(stored: StoredAccount, random: Random): Promise<Account> {
  const closed = { ...stored, name: stored.unfinished?.body.name ?? '' };
  if (stored.lock || !stored.sealed) return closed;
  try {
    return await with_known(stored, await open_alone(stored, random));
  } catch {
    return closed; // she can still come in by hand
  }
}

export async function list_accounts(store: Store, random: Random): Promise<Account[]> {
  const all = await store.getAll('accounts');
  return Promise.all(all.map((stored) => read_account(stored, random)));
}

/** `vault`: where the device cannot open it alone; without one, what was sealed stays. */
export async function put_account(
  store: Store,
  account: Account,
  random: Random,
  vault?: Vault,
): Promise<Account> {
  const { name, cached, unsent, ...stored } = account;
  const seals = vault ?? (account.lock ? undefined : await open_alone(account, random));
  if (seals && account.person !== undefined) {
    if (cached) stored.look = look_of(cached.settings);
    const known: Known = { name, ...(cached && { cached }), ...(unsent && { unsent }) };
    stored.sealed = await seals.seal_here(account.person, place, JSON.stringify(known));
  }
  await store.put('accounts', stored);
  return { ...account, ...stored };
}

/** Takes an account and everything of it off this device; with the last one goes the store. */
export async function wipe_account(
  store: Store,
  account: Account,
  random: Random,
): Promise<Account[]> {
  await store.delete('accounts', account.device);
  if (account.person !== undefined) {
    for (const kind of personal) {
      const keys = await store.getAllKeysFromIndex(kind, 'person', account.person);
      await Promise.all(keys.map((key) => store.delete(kind, key)));
    }
  }
  const left = await list_accounts(store, random);
  if (left.length === 0) await forget_store(store);
  return left;
}
