// What this house is: who runs it, for whom, in which languages, who answers, how mail leaves. The
// first-run steps fill it in, piece by piece.
import type { Language } from '../../../base/language.ts';
import { desk_api } from '../../base/desk.ts';
import type { Country } from '../organisations/organisations.ts';
import type { Proposal } from '../staff/staff.ts';

export const responders = ['none', 'office_hours', 'always'] as const;
export type Responder = (typeof responders)[number];

export interface Site {
  operator_name: string;
  languages: Language[];
  regions: Country[];
  responder: Responder;
  responder_says: Partial<Record<Language, string>>;
  mail: { server?: string; from?: string };
  instance_key_copied: boolean;
  backup_key_fingerprint?: string;
}

export type SiteFault = { field: string; says?: string };

export interface SiteAnswer {
  site: Site;
  done: boolean;
  faults: SiteFault[];
  /** Where participants come in, and where staff do. */
  posters_at: string;
  staff_at: string;
}

export const get_site = () => desk_api.get<SiteAnswer>('/api/site');

/** Refuses: Problem 422 with fields. */
export const put_site = ({ backup_key_fingerprint: _, ...site }: Site) =>
  desk_api.put<SiteAnswer>('/api/site', site);

export const put_backup_key = (public_key: string) =>
  desk_api.put<{ fingerprint?: string; proposal?: Proposal }>('/api/site/backup-key', {
    public_key,
  });

export const finish_site = () => desk_api.post('/api/site/done');

export interface AddressCheck {
  /** Words in it that tell a passer-by what it is. */
  telling: string[];
  /** Reachable inside one network only. */
  private: boolean;
}

export const check_address = (address: string) =>
  desk_api.post<AddressCheck>('/api/site/check-address', { address });

export const test_mail = (to: string) => desk_api.post('/api/site/mail/test', { to });
