// Which places stand in the menu, and to which of them a screen belongs.
import type { Role } from '../features/staff/staff.ts';

const administrator = [
  'home',
  'setup',
  'organisations',
  'people',
  'content',
  'backups',
  'audit',
] as const;
export type Place = (typeof administrator)[number] | 'manager' | 'roles' | 'me';

export function places(has: (role: Role) => boolean): Place[] {
  if (has('administrator')) return [...administrator, 'me'];
  return has('organisation') ? ['manager', 'roles', 'me'] : ['roles', 'me'];
}

const inside: Record<string, Place> = {
  organisation: 'organisations',
  organisation_new: 'organisations',
  person: 'people',
  invite: 'people',
};

export const place_of = (screen: string): string => inside[screen] ?? screen;
