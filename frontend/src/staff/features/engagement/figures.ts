// Figures of use, for a researcher: which organisations there are, one look, and its lines.
import { desk_api } from '../../base/desk.ts';

export interface Share {
  count: number;
  of: number;
}

export interface Figures {
  counted: number;
  uptake: Share;
  active_7: Share;
  active_28: Share;
  sessions: {
    people: number;
    sessions: number;
    median_per_person?: number | null;
    median_minutes?: number | null;
  };
  adherence: { mean?: number | null; whole: Share };
  completion: { programme: Share; modules: { module: string; finished: Share }[] };
  retention: { day: number; classic: Share; rolling: Share }[];
}

export async function list_asked(): Promise<{ id: string; name: string }[]> {
  return (
    await desk_api.get<{ organisations: { id: string; name: string }[] }>(
      '/api/engagement/organisations',
    )
  ).organisations;
}

/** Written into the record. Refuses: Problem 409 (fewer than ten are counted). */
export const look = (organisation: string) =>
  desk_api.post<Figures>('/api/engagement/figures', { organisation });

/** A line of the table: a share of people, or a number with none behind it. */
export interface Line {
  name:
    | 'uptake'
    | 'active_7'
    | 'active_28'
    | 'sessions'
    | 'minutes'
    | 'adherence'
    | 'whole'
    | 'programme'
    | 'rolling'
    | 'classic';
  day?: number;
  share?: Share;
  number?: number | undefined;
  /** The number is a part of one. */
  part?: boolean;
}

export function lines_of(figures: Figures): Line[] {
  const { sessions, adherence, completion } = figures;
  return [
    { name: 'uptake', share: figures.uptake },
    { name: 'active_7', share: figures.active_7 },
    { name: 'active_28', share: figures.active_28 },
    ...figures.retention.flatMap(({ day, rolling, classic }): Line[] => [
      { name: 'rolling', day, share: rolling },
      { name: 'classic', day, share: classic },
    ]),
    { name: 'programme', share: completion.programme },
    { name: 'adherence', number: adherence.mean ?? undefined, part: true },
    { name: 'whole', share: adherence.whole },
    { name: 'sessions', number: sessions.median_per_person ?? undefined },
    { name: 'minutes', number: sessions.median_minutes ?? undefined },
  ];
}

/** A share of nobody is none, not 0. */
export function value_of(line: Line, language: string): string | undefined {
  const { share, number, part } = line;
  const value = share ? (share.of > 0 ? share.count / share.of : undefined) : number;
  if (value === undefined) return undefined;
  const how: Intl.NumberFormatOptions =
    share || part ? { style: 'percent', maximumFractionDigits: 1 } : { maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, how).format(value);
}
