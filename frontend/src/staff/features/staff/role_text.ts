// What a role is called, with the organisation it is for where that is known.
import { say } from '../../../base/words.svelte.ts';
import type { RoleGrant } from './staff.ts';

interface Named {
  id: string;
  name: string;
}

export function role_text({ role, organisation }: RoleGrant, known: readonly Named[] = []): string {
  const named = known.find((one) => one.id === organisation);
  if (!named) return say(`roles.${role}`);
  return say('roles.of', { role: say(`roles.${role}`), organisation: named.name });
}
