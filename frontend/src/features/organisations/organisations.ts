// What a joining code stands for: who employs, who operates, and where help is.
import type { Answer } from '../../base/answers.ts';
import { api } from '../../base/api.ts';

export type Organisation = Answer<'/api/organisations/codes/{code}', 'get'>;
export type Country = Organisation['country'];
export type LabelSet = Organisation['labels'];

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
