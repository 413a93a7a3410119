// Whether something helped. Only a number grows: the question is asked once of each item while the
// page is open, and nothing of it stays on the device.
import { api } from '../../base/api.ts';

export const answers = ['yes', 'little', 'not_for_me'] as const;
export type Helped = (typeof answers)[number];

const said = new Set<string>();

export const was_asked = (item: string) => said.has(item);

/** Refuses: NoNetwork, Problem 404 (the item is in no version any more), 429. */
export async function rate(item: string, helped: Helped): Promise<void> {
  said.add(item);
  await api.post('/api/ratings', { item, helped });
}
