// A code on a wall and the pause it stands for.
import type { Answer } from '../../base/answers.ts';
import { api } from '../../base/api.ts';
import type { Language } from '../../base/language.ts';

export type Sheet = Answer<'/api/places/{code}/open', 'post'>;

/** Which pause is printed there; counts that somebody opened it, and not who, once for each `key`.
 *  Refuses: 404 (no such sheet), 410 (the wall was closed). */
export function open_sheet(code: string, language: Language, key: string): Promise<Sheet> {
  const path = `/api/places/${encodeURIComponent(code.trim())}/open?language=${language}`;
  return api.post<Sheet>(path, {}, { key });
}
