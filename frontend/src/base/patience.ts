// A weak signal is worse than none: what is kept here stands in for an answer that does not come.
import { NoNetwork, Problem } from './api.ts';
import { wait } from './clock.ts';
import type { Clock } from './clock.ts';

/** So long somebody with three minutes waits for an answer that is kept here already. */
export const patience = 3000;

/** Whether it was done in time and well; it goes on behind whoever does not wait any longer. */
export function in_patience(clock: Clock, work: Promise<unknown>): Promise<boolean> {
  const done = work.then(
    (well) => well !== false,
    () => false,
  );
  return Promise.race([done, wait(clock, patience).then(() => false)]);
}

/** The answer if it comes in time, else what is kept. Refuses: Problem, unless it is a passing one. */
export async function or_kept<T>(clock: Clock, asked: Promise<T>, kept: T): Promise<T> {
  asked.catch(() => undefined); // one that comes too late is kept for the next time, or is no matter
  try {
    return await Promise.race([asked, wait(clock, patience).then(() => kept)]);
  } catch (fault) {
    if (fault instanceof NoNetwork || (fault instanceof Problem && fault.passing)) return kept;
    throw fault;
  }
}
