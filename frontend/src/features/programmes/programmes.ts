// Where a person stands in the programme, and the one suggested next thing.
import type { Answer, Ask } from '../../base/answers.ts';
import { api } from '../../base/api.ts';
import { system_clock } from '../../base/clock.ts';
import { system_random } from '../../base/random.ts';
import { kept_answers } from '../accounts/kept_answers.ts';
import { session } from '../accounts/session.svelte.ts';
import { ProgressOutbox } from './progress_outbox.ts';

export type Minutes = 1 | 2 | 3 | 5 | 10;

export type Mine = Answer<'/api/programmes/mine', 'get'>;
export type StepProgress = Mine['modules'][number]['steps'][number];
/** The place inside a step: its page, and the field she was writing in. */
export type At = NonNullable<StepProgress['at']>;
export type Next = Answer<'/api/programmes/next', 'get'>;
export type Progress = Ask<'/api/programmes/progress', 'put'>;

const outbox = new ProgressOutbox({
  clock: system_clock,
  random: system_random,
  confirm: () => session.confirm(),
  send: (progress, leaving) =>
    api.put('/api/programmes/progress', progress, { keepalive: leaving, attempts: 1 }),
});
session.attend({
  opened: (desk) => outbox.opened(desk),
  closing: async () => {
    await outbox.wake();
    return outbox.size === 0;
  },
  closed: () => outbox.closed(),
});

/** Refuses: NoNetwork where nothing is kept, Problem. */
export async function get_mine(): Promise<Mine> {
  return outbox.lay_over(await kept_answers.get<Mine>('/api/programmes/mine'));
}

export function get_next(minutes: Minutes): Promise<Next> {
  return kept_answers.get(`/api/programmes/next?minutes=${minutes}`);
}

/** Done never becomes undone; a place without a field has the field ''. Never refuses: it waits. */
export function keep_progress(progress: Progress, leaving = false): void {
  outbox.note(progress, leaving);
}

if (typeof window !== 'undefined') {
  addEventListener('online', () => void outbox.wake());
  addEventListener('pagehide', () => void outbox.wake(true));
}
