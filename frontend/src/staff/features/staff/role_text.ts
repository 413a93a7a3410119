// What a role is called, with the organisation it is for where that is known.
import { say } from '../../../base/words.svelte.ts';
import type { OwnRole } from './staff.ts';

interface Named {
  id: string;
  name: string;
}

export function role_text(
  { role, organisation, organisation_name }: OwnRole,
  known: readonly Named[] = [],
): string {
  const named = organisation_name ?? known.find((one) => one.id === organisation)?.name;
  if (!named) return say(`roles.${role}`);
  return say('roles.of', { role: say(`roles.${role}`), organisation: named });
}
