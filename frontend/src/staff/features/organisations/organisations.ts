// Whose people may join, what their leadership permits in its own words, and the codes on posters.
import type { Language } from '../../../base/language.ts';
import { desk_api } from '../../base/desk.ts';

export const countries = ['GB', 'CN', 'other'] as const;
export type Country = (typeof countries)[number];
export const label_sets = ['well_being', 'resilience', 'professional_skills'] as const;
export type Labels = (typeof label_sets)[number];

export interface Permission {
  language: Language;
  says: string;
}

export interface Organisation {
  id: string;
  name: string;
  operator_name: string;
  country: Country;
  labels: Labels;
  pack: string;
  permissions: Permission[];
  codes_open: number;
}

export type NewOrganisation = Omit<Organisation, 'id' | 'codes_open'>;

export interface Code {
  code: string;
  printed: string;
  link: string;
  made_at: number;
  closed_at?: number;
}

export interface Organisations {
  organisations: Organisation[];
  packs: string[];
}

export const list_organisations = () => desk_api.get<Organisations>('/api/organisations');

/** Refuses: Problem 422 with fields. */
export const add_organisation = (made: NewOrganisation) =>
  desk_api.post<Organisation>('/api/organisations', made);

export async function list_codes(organisation: string): Promise<Code[]> {
  const answer = await desk_api.get<{ codes: Code[] }>(`/api/organisations/${organisation}/codes`);
  return answer.codes;
}

export const make_code = (organisation: string) =>
  desk_api.post<Code>(`/api/organisations/${organisation}/codes`);

/** Nobody joins with it any more; who has joined stays. */
export const close_code = (code: string) =>
  desk_api.post(`/api/organisations/codes/${encodeURIComponent(code)}/close`);

/** A page to print, in one language. */
export const poster_of = (code: string, language: Language) =>
  `/api/organisations/codes/${encodeURIComponent(code)}/poster?language=${language}`;
