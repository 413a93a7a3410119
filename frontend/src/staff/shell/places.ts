// Which places stand in the menu, and to which of them a screen belongs.
import type { Role } from '../features/staff/staff.ts';

const administrator = [
  'home',
  'setup',
  'organisations',
  'people',
  'content',
  'recordings',
  'backups',
  'audit',
] as const;
export type Place = (typeof administrator)[number] | 'manager' | 'roles' | 'sign_off' | 'me';

export function places(has: (role: Role) => boolean): Place[] {
  const own: Place[] = has('author') ? ['sign_off', 'recordings'] : [];
  if (has('administrator'))
    return [...administrator, ...own.filter((one) => one === 'sign_off'), 'me'];
  return has('organisation') ? ['manager', 'roles', ...own, 'me'] : ['roles', ...own, 'me'];
}

const inside: Record<string, Place> = {
  organisation: 'organisations',
  organisation_new: 'organisations',
  person: 'people',
  recording: 'recordings',
  invite: 'people',
  sign_off_item: 'sign_off',
  sign_off_packet: 'sign_off',
};

/** Who does not sign comes to the sign-off by way of the content. */
export function place_of(screen: string, mine: readonly Place[]): string {
  const place = inside[screen] ?? screen;
  return place === 'sign_off' && !mine.includes('sign_off') ? 'content' : place;
}
