// What a joining code stands for: who employs, who operates, and where help is.
import { api } from '../../base/api.ts';
import type { Language } from '../../base/language.ts';

export type Country = 'GB' | 'CN' | 'other';
export type LabelSet = 'well_being' | 'resilience' | 'professional_skills';

export interface Organisation {
  organisation: string;
  operator: string;
  permission: string;
  languages: Language[];
  country: Country;
  labels: LabelSet;
  pack: string;
}

/** Refuses: 404 for a code nobody gave out. */
export function look_up_code(code: string): Promise<Organisation> {
  return api.get(`/api/organisations/codes/${encodeURIComponent(code.trim())}`);
}

/** The code in a poster's address; undefined elsewhere. */
export function find_code(path: string): string | undefined {
  const found = /^\/p\/([^/]+)\/?$/.exec(path);
  try {
    return found?.[1] && decodeURIComponent(found[1]);
  } catch {
    return undefined;
  }
}
