// What a clinician of this site signs: every item that is offered, how it stands, and its text in
// both languages as participants are handed it.
import type { Language } from '../../../base/language.ts';
import { desk_api } from '../../base/desk.ts';
import type { DeliveredText } from './blocks.ts';

export const kinds = ['module', 'step', 'pause', 'article', 'card', 'glossary'] as const;
export type Kind = (typeof kinds)[number];

export const reviewer_roles = [
  'psychologist',
  'psychiatrist',
  'psychotherapist',
  'occupational_physician',
  'nurse_specialist',
  'other',
] as const;
export type ReviewerRole = (typeof reviewer_roles)[number];

export const verdicts = ['agree', 'agree_with_changes', 'not_for_us'] as const;
export type Verdict = (typeof verdicts)[number];

export type State = 'not_yet' | 'earlier_version' | 'signed' | 'changes_asked_for' | 'not_for_us';

export interface Signature {
  /** Absent where the account is not known any more. */
  who?: string;
  role: ReviewerRole;
  role_words: string;
  verdict: Verdict;
  comment: string;
  signed_at: number;
  this_version: boolean;
}

export interface Head {
  language: Language;
  title: string;
  author_role: string;
  evidence: string;
}

export interface Review {
  item: string;
  kind: Kind;
  module: string;
  version: string;
  review_by: string;
  state: State;
  heads: Head[];
  /** The newest first. */
  signatures: Signature[];
}

export interface PackReviews {
  pack: string;
  hash: string;
  items: Review[];
}

export interface ReviewText {
  review: Review;
  editions: { language: Language; text: DeliveredText }[];
}

export interface SignOff {
  version: string;
  role: ReviewerRole;
  role_words: string;
  verdict: Verdict;
  comment: string;
}

export async function list_reviews(): Promise<PackReviews[]> {
  return (await desk_api.get<{ packs: PackReviews[] }>('/api/content/reviews')).packs;
}

/** One item, those of one kind, or with neither all of them. */
export async function read_texts(
  pack: string,
  only: { item?: string; kind?: string } = {},
): Promise<{ pack: string; hash: string; items: ReviewText[] }> {
  const asked = new URLSearchParams(only).toString();
  return desk_api.get(`/api/content/reviews/${pack}${asked && `?${asked}`}`);
}

export function sign(pack: string, item: string, said: SignOff): Promise<Review> {
  return desk_api.post(`/api/content/reviews/${pack}/items/${item}/sign`, said);
}

/** "41 of 60". */
export function count_signed(items: readonly Review[]): { signed: number; items: number } {
  const signed = items.filter((one) => one.state === 'signed').length;
  return { signed, items: items.length };
}

/** What waits for a signature: not what somebody has already said something else about. */
export const waits = (one: Review): boolean =>
  one.state === 'not_yet' || one.state === 'earlier_version';

/** The next one that waits, from here on and then from the top. */
export function next_waiting(items: readonly Review[], after = ''): Review | undefined {
  const here = items.findIndex((one) => one.item === after);
  return [...items.slice(here + 1), ...items.slice(0, Math.max(0, here))].find(waits);
}

export function title_in(review: Review, language: Language): string {
  const head = review.heads.find((one) => one.language === language) ?? review.heads[0];
  return head?.title ?? review.item;
}
