// What a person is told when something she asked for did not happen. Whatever is neither a refusal
// nor a missing network is a mistake of ours and travels on.
import { NoNetwork, Problem } from '../base/api.ts';
import { say } from '../base/words.svelte.ts';

export function sentence_of(fault: unknown): string {
  if (fault instanceof Problem) return fault.detail || fault.title || say('states.error');
  if (fault instanceof NoNetwork) {
    return `${say('states.offline_title')} ${say('states.offline_plain')}`;
  }
  throw fault;
}
