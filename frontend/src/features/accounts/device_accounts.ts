// The accounts that this own device can open by itself.
import { forget_store, personal } from '../../base/storage.ts';
import type { Store, StoredAccount } from '../../base/storage.ts';
import type { Me, NewDevice } from './doorway.ts';

export type Account = StoredAccount<Me>;

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

export async function list_accounts(store: Store): Promise<Account[]> {
  return (await store.getAll('accounts')) as Account[];
}

/** Takes an account and everything of it off this device; with the last one goes the store. */
export async function wipe_account(store: Store, account: Account): Promise<Account[]> {
  await store.delete('accounts', account.device);
  if (account.person !== undefined) {
    for (const kind of personal) {
      const keys = await store.getAllKeysFromIndex(kind, 'person', account.person);
      await Promise.all(keys.map((key) => store.delete(kind, key)));
    }
  }
  const left = await list_accounts(store);
  if (left.length === 0) await forget_store(store);
  return left;
}
