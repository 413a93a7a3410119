// What rooms above hear of the open account, and hand over; the account room knows nothing else of
// them.
import type { Store } from '../../base/storage.ts';
import type { Vault } from './vault.ts';

/** What rooms above need while an account is open. */
export interface Opened {
  person: string;
  vault: Vault;
  /** Only on own devices. */
  store: Store | undefined;
  /** True once the server has confirmed that its session is this person's. */
  confirmed: Promise<boolean>;
}

/** What only the person can read; rooms above hand it in for her copy of everything. */
export interface OwnEntry {
  id: string;
  about:
    | { kind: string; made_at: string; module?: string; step?: string; exercise?: string }
    | undefined;
  fields: Record<string, string>;
  /** All texts of fields that keep more than one. */
  more: Record<string, string[]>;
  unreadable: boolean;
}

/** Rooms above hear of openings and closings; the session knows nothing else of them. */
export interface Attendant {
  opened?(opened: Opened): void;
  /** Hands over what waits; false when something could not arrive. */
  closing?(): Promise<boolean>;
  closed?(): void;
  /** For her copy of everything. */
  copy?(): Promise<readonly OwnEntry[]>;
}
