// From a link to a desk of one's own. The code stands behind the # of the link, where no server and
// no log sees it, and is taken out of the address before anything can write it down.
import { api } from '../../../base/api.ts';
import type { Me, OwnRole } from './staff.ts';

export interface Enrolment {
  /** As whoever invited wrote it; empty for the first. */
  name: string;
  roles: OwnRole[];
  /** What a phone that cannot take the picture types. */
  secret: string;
  /** What the picture says. */
  uri: string;
  ends_at: number;
  /** Of one who comes back: it stays as it was. */
  sign_in_name?: string;
}

export interface NewDesk {
  code: string;
  name: string;
  sign_in_name: string;
  passphrase: string;
  totp: string;
}

/** The code in the address, which then no longer shows it. */
export function take_code(
  place: Pick<Location, 'hash' | 'pathname'>,
  past: Pick<History, 'replaceState' | 'state'>,
): string | undefined {
  const found = /^#enrol=([\w-]+)$/.exec(place.hash);
  if (!found) return undefined;
  past.replaceState(past.state, '', place.pathname);
  return found[1];
}

/** Refuses: Problem 401 for a link that was used, is over, or never was. */
export const open_enrolment = (code: string) =>
  api.post<Enrolment>('/api/staff/enrolment/open', { code }, { final: true });

/** Refuses: Problem 409 (name taken), 422 with fields. */
export const enrol = (desk: NewDesk) => api.post<Me>('/api/staff/enrolment', desk, { final: true });

/** At least so long; the server also refuses what everybody uses. */
export const passphrase_least = 14;

/** A sign-in name as it is kept, if it can be one. */
export function read_name(typed: string): string | undefined {
  const name = typed.normalize('NFKC').trim().toLowerCase();
  return /^[a-z0-9._-]{3,40}$/.test(name) ? name : undefined;
}

/** Six digits, however somebody groups them. */
export function read_totp(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}

/** JBSW Y3DP EHPK 3PXP: as one types it into a phone. */
export const in_fours = (secret: string) => secret.match(/.{1,4}/g)?.join(' ') ?? secret;
