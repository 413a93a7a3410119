// What a role is called, with the organisation it is for.
import { say } from '../../../base/words.svelte.ts';
import type { RoleGrant } from './staff.ts';

export function role_text({ role, organisation_name }: Omit<RoleGrant, 'organisation'>): string {
  return organisation_name
    ? say('roles.of', { role: say(`roles.${role}`), organisation: organisation_name })
    : say(`roles.${role}`);
}
