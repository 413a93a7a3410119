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
export type Place =
  (typeof administrator)[number] | 'manager' | 'research' | 'roles' | 'sign_off' | 'me';

export function places(has: (role: Role) => boolean): Place[] {
  const own: Place[] = [
    ...(has('researcher') ? (['research'] as const) : []),
    ...(has('author') ? (['sign_off', 'recordings'] as const) : []),
  ];
  if (has('administrator'))
    return [...administrator, ...own.filter((one) => one !== 'recordings'), 'me'];
  // Where she comes in: the screen that her first role is about.
  if (has('organisation')) return ['manager', 'roles', ...own, 'me'];
  return own[0] === 'research'
    ? ['research', 'roles', ...own.slice(1), 'me']
    : ['roles', ...own, 'me'];
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
