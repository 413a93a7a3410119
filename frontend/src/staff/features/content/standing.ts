// How an item stands, in a sentence: "Signed: psychologist, 3 March 2026".
import { say } from '../../../base/words.svelte.ts';
import { day_text } from '../../base/show.ts';
import type { Review, Signature } from './reviews.ts';

/** As what she signed; in her own words where the list has none. */
export function role_of(signature: Signature): string {
  return signature.role === 'other' ? signature.role_words : say(`sign_off.role.${signature.role}`);
}

export function standing_text(review: Review): string {
  const newest =
    review.state === 'earlier_version' || review.state === 'not_for_us'
      ? review.signatures[0]
      : review.signatures.find((one) => one.this_version);
  const says = say(`sign_off.state.${review.state}`);
  if (!newest) return says;
  return say('sign_off.by', {
    state: says,
    role: role_of(newest),
    when: day_text(newest.signed_at),
  });
}
