// What this house is: who runs it, for whom, in which languages, and who answers. The first-run steps
// fill it in, piece by piece; what stands in the configuration file is only shown.
import type { Language } from '../../../base/language.ts';
import { desk_api } from '../../base/desk.ts';
import type { Country } from '../organisations/organisations.ts';

export const responders = ['none', 'office_hours', 'always'] as const;
export type Responder = (typeof responders)[number];

export interface Says {
  language: Language;
  text: string;
}

export interface Site {
  operator_name: string;
  languages: Language[];
  regions: Country[];
  responder: Responder;
  responder_says: Says[];
  instance_key_copied: boolean;
}

export interface SiteAnswer {
  site: Site;
  /** What keeps the house closed, by field. */
  missing: { field: string; key: string }[];
  done_at?: number;
  /** Where participants come in, and where staff do. */
  posters_at: string;
  staff_at: string;
  /** Words in these two that tell a passer-by what it is. */
  telling: string[];
  mail: { configured: boolean; server: string; from: string; user: string };
}

export const mail_outcomes = [
  'sent',
  'unreachable',
  'slow',
  'unsafe',
  'not_signed_in',
  'refused',
  'stopped',
  'before',
] as const;

export interface MailTest {
  outcome: (typeof mail_outcomes)[number];
  /** The mail server's own words, in short. */
  says?: string;
}

export const get_site = () => desk_api.get<SiteAnswer>('/api/site');

/** Refuses: Problem 422 with fields. */
export const put_site = (site: Site) => desk_api.put<SiteAnswer>('/api/site', site);

/** Refuses: Problem 422 with what is missing. */
export const finish_site = () => desk_api.post<SiteAnswer>('/api/site/done');

/** Refuses: Problem 409 where no mail server is set, 422, 429 after a few. */
export const test_mail = (to: string) => desk_api.post<MailTest>('/api/mail/test', { to });

export const check_address = (address: string) =>
  desk_api.post<{ telling: string[] }>('/api/site/check-address', { address });

/** What is said in one language; an empty text is none. */
export function say_in(said: readonly Says[], language: Language, text: string): Says[] {
  const others = said.filter((one) => one.language !== language);
  return text.trim() ? [...others, { language, text }] : others;
}
