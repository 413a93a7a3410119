// What an own device keeps: accounts and sealed writes that wait. Nothing here is touched before a
// person has said "this is my own device"; even looking for it leaves no trace.
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import { remove_worker } from './worker.ts';

export interface StoredWrite {
  /** Random; also the write's idempotency key. */
  key: string;
  person: string;
  entry: string;
  /** Writes leave in this order. */
  order: number;
  /** The window that is sending it; when it is gone another one takes over. */
  window: string;
  fields: { field: string; version: string; replaces: string[]; sealed: string }[];
  /** The entry itself goes; it has no fields then. */
  deletes?: true;
}

/** An account as this device keeps it. `key` is non-extractable: it can be used here, never read. */
export interface StoredAccount {
  device: string;
  key: CryptoKey;
  /** What `key` opens by itself; empty on a locked device. */
  wrap: string;
  commitment: string;
  /** A join that may not have arrived: sent again until an answer comes. */
  unfinished?: { body: { code: string; name: string }; key: string };
  person?: string;
  /** Who she is here, under her vault: name, organisation, settings and what waits of them. */
  sealed?: string;
  /** How this device looks and speaks while nobody is in: no more than its owner sees on it anyway. */
  look?: { language: string; theme: string; text_size: string };
  /** It opens with a PIN only, and closes after so many minutes away. */
  lock?: { after: number };
  /** Signed out here: the app asks before it opens this account again. */
  closed: boolean;
  /** The server no longer knows this device: removed, or the account deleted, from elsewhere. */
  refused?: boolean;
  used_at: number;
}

/** Something of hers that the server also has, or will have: sealed under her vault. */
export interface StoredSealed {
  person: string;
  /** Of answers the path that was asked; of progress that waits a random name. */
  name: string;
  sealed: string;
}

/** An entry as the server holds it: sealed in the browser where it was written. */
export interface StoredEntry {
  person: string;
  entry: string;
  fields: { field: string; heads: { version: string; sealed: string }[] }[];
}

interface Schema extends DBSchema {
  accounts: { key: string; value: StoredAccount };
  writes: { key: string; value: StoredWrite; indexes: { person: string } };
  answers: { key: [string, string]; value: StoredSealed; indexes: { person: string } };
  progress: { key: [string, string]; value: StoredSealed; indexes: { person: string } };
  entries: { key: [string, string]; value: StoredEntry; indexes: { person: string } };
}

/** Where something of one person lies beside what is hers in `accounts`. */
export const personal = ['writes', 'answers', 'progress', 'entries'] as const;

export type Store = IDBPDatabase<Schema>;

/** The browser does not let us keep anything: private window, no space, or switched off. */
export class StorageRefused extends Error {
  constructor() {
    super('storage refused');
    this.name = 'StorageRefused';
  }
}

/** Whether the browser may clear what is kept here when room is short. */
export interface Staying {
  /** Asks for it, on a device that has just become her own; some browsers then ask her. */
  ask(): Promise<boolean>;
  granted(): Promise<boolean>;
}

export const browser_staying: Staying = {
  ask: async () => (await navigator.storage?.persist?.().catch(() => false)) ?? false,
  granted: async () => (await navigator.storage?.persisted?.().catch(() => false)) ?? false,
};

const name = 'breather';
const version = 2;

function lay_out(store: IDBPDatabase<Schema>, from: number): void {
  if (from < 1) {
    store.createObjectStore('accounts', { keyPath: 'device' });
    store.createObjectStore('writes', { keyPath: 'key' }).createIndex('person', 'person');
  }
  if (from < 2) {
    for (const sealed of ['answers', 'progress'] as const) {
      const kept = store.createObjectStore(sealed, { keyPath: ['person', 'name'] });
      kept.createIndex('person', 'person');
    }
    const kept = store.createObjectStore('entries', { keyPath: ['person', 'entry'] });
    kept.createIndex('person', 'person');
  }
}

/** A window that deletes everything must not wait for the others. */
const blocking = (_now: number, _next: number | null, event: IDBVersionChangeEvent) =>
  (event.target as IDBDatabase).close();

/** The store if this device already has one. */
export async function find_store(): Promise<Store | undefined> {
  try {
    return await openDB<Schema>(name, version, {
      blocking,
      // Stopping the very creation is the only way to ask in every browser without leaving a trace.
      upgrade: (store, from, _to, creation) => {
        if (from > 0) return lay_out(store, from);
        creation.done.catch(() => undefined);
        creation.abort();
      },
    });
  } catch {
    return undefined;
  }
}

/** The store, made if need be: only once a person has chosen "own device". */
export async function open_store(): Promise<Store> {
  try {
    return await openDB<Schema>(name, version, { blocking, upgrade: lay_out });
  } catch {
    throw new StorageRefused();
  }
}

/** Leaves nothing behind: neither what was hers nor the app itself. */
export async function forget_store(store: Store): Promise<void> {
  store.close();
  await remove_worker();
  await new Promise<void>((done) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => done();
  });
}
