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
export type Place = (typeof administrator)[number] | 'roles' | 'me';

export function places(has: (role: Role) => boolean): Place[] {
  return has('administrator') ? [...administrator, 'me'] : ['roles', 'me'];
}

const inside: Record<string, Place> = {
  organisation: 'organisations',
  organisation_new: 'organisations',
  person: 'people',
  invite: 'people',
};

export const place_of = (screen: string): string => inside[screen] ?? screen;
