// Where a person stands in the programme, and the one suggested next thing.
import { api } from '../../base/api.ts';

export type Minutes = 1 | 3 | 5 | 10;

/** The place inside a step: its page, and the field she was writing in. */
export interface At {
  screen: number;
  field: string;
}

export interface StepProgress {
  id: string;
  done: boolean;
  at?: At;
  /** The pack that this step was begun with. */
  version: string;
}

export interface Mine {
  enrolment: { pack: string; hash: string; label: string };
  modules: { id: string; title?: string; steps: StepProgress[] }[];
  last?: { module: string; step: string };
}

export interface Next {
  kind: 'step' | 'pause' | 'done';
  module?: string;
  step?: string;
  short?: boolean;
  pause?: string;
  why: { key: string; params: Record<string, string | number> };
}

export interface Progress {
  module: string;
  step: string;
  hash: string;
  at?: At;
  done?: boolean;
}

export function get_mine(): Promise<Mine> {
  return api.get('/api/programmes/mine');
}

export function get_next(minutes: Minutes): Promise<Next> {
  return api.get(`/api/programmes/next?minutes=${minutes}`);
}

/** Done never becomes undone; a place without a field has the field ''. */
export function keep_progress(progress: Progress): Promise<StepProgress> {
  return api.put('/api/programmes/progress', progress);
}
