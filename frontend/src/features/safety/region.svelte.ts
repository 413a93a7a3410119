// The region whose help lines are shown: what she chose, else what her account says, else what the
// device's clock says.
import { session } from '../accounts/session.svelte.ts';
import type { Country } from '../organisations/organisations.ts';
import { country_of_clock } from './help_lines.ts';

class Region {
  chosen: Country | undefined = $state();

  get now(): Country {
    if (this.chosen) return this.chosen;
    if (session.state === 'in') return session.settings.region;
    return country_of_clock(Intl.DateTimeFormat().resolvedOptions().timeZone);
  }
}

export const region = new Region();
