// Copies of everything, sealed to the operator's key, and rehearsals that show that one comes back.
import { Problem } from '../../../base/api.ts';
import { desk_api } from '../../base/desk.ts';

export type Run = 'running' | 'done' | 'failed';

export interface Backup {
  name: string;
  made_at: number;
  bytes: number;
  state: Run;
  says?: string;
}

export interface Rehearsal {
  made_at: number;
  state: Run;
  seconds: number;
  says?: string;
}

export interface Backups {
  configured: boolean;
  backups: Backup[];
  rehearsals: Rehearsal[];
  next_at?: number;
  next_rehearsal_at?: number;
  begins_now: boolean;
  keys_kept_days: number;
}

/** Undefined where the server does not show them here: then the command line does. */
export async function get_backups(): Promise<Backups | undefined> {
  try {
    return await desk_api.get<Backups>('/api/backups');
  } catch (fault) {
    if (fault instanceof Problem && fault.status === 404) return undefined;
    throw fault;
  }
}

export const back_up_now = () => desk_api.post('/api/backups');
export const rehearse_now = () => desk_api.post('/api/backups/rehearsals');

/** One runs, or was asked for and is about to. */
export const is_running = ({ backups, rehearsals, begins_now }: Backups) =>
  begins_now || [...backups, ...rehearsals].some((one) => one.state === 'running');
