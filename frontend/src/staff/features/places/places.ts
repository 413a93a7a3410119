// Walls in rest rooms, with a code of their own each.
import { desk_api } from '../../base/desk.ts';

export interface Place {
  code: string;
  printed: string;
  label: string;
  made_at: number;
  closed_at?: number | null;
  /** In the last four weeks that are over; nothing below ten. */
  opened_at_least?: number | null;
}

export const papers = ['en-GB', 'zh-Hans', 'both'] as const;
export type Paper = (typeof papers)[number];

export async function list_places(organisation: string): Promise<Place[]> {
  return (await desk_api.get<{ places: Place[] }>(`/api/places/of/${organisation}`)).places;
}

/** Refuses: Problem 422 (the label is empty or too long). */
export const make_place = (organisation: string, label: string) =>
  desk_api.post<Place>(`/api/places/of/${organisation}`, { label });

/** Its sheets open nothing any more. */
export const close_place = (code: string) =>
  desk_api.post(`/api/places/${encodeURIComponent(code)}/close`);

/** The sheets and cards, to print. */
export const paper_of = (code: string, language: Paper) =>
  `/api/places/${encodeURIComponent(code)}/paper?language=${language}`;
