// Where a person stands in the programme, and the one suggested next thing.
import type { Answer, Ask } from '../../base/answers.ts';
import { api } from '../../base/api.ts';

export type Minutes = 1 | 3 | 5 | 10;

export type Mine = Answer<'/api/programmes/mine', 'get'>;
export type StepProgress = Mine['modules'][number]['steps'][number];
/** The place inside a step: its page, and the field she was writing in. */
export type At = NonNullable<StepProgress['at']>;
export type Next = Answer<'/api/programmes/next', 'get'>;
export type Progress = Ask<'/api/programmes/progress', 'put'>;

export function get_mine(): Promise<Mine> {
  return api.get('/api/programmes/mine');
}

export function get_next(minutes: Minutes): Promise<Next> {
  return api.get(`/api/programmes/next?minutes=${minutes}`);
}

/** Done never becomes undone; a place without a field has the field ''. */
export function keep_progress(progress: Progress, leaving = false): Promise<StepProgress> {
  return api.put('/api/programmes/progress', progress, { keepalive: leaving });
}
