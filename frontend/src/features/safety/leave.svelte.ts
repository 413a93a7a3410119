// Leaving in one press: the page is covered first, everything else happens behind the cover.
import { navigation } from '../../base/navigation.svelte.ts';
import { session } from '../accounts/session.svelte.ts';

class Leave {
  /** True from the press until the person comes back by herself. */
  covered = $state(false);
  /** She ends the session herself, so that nobody need tell her that it ended. */
  meant = $state(false);

  /** Covers at once; then sends what waits and closes the account, or ends a shared session. */
  async now(): Promise<void> {
    if (this.covered) return;
    this.covered = true;
    const was_in = session.state === 'in';
    await this.ending(async () => {
      navigation.home({ name: 'welcome' });
      if (!was_in) return;
      const forget = session.keep === 'shared';
      try {
        const { entries } = await import('../exercises/entries.svelte.ts');
        await entries.settle_all();
      } finally {
        await session.sign_out({ forget });
      }
    });
  }

  /** Runs what ends the session on purpose: signing out, deleting. */
  async ending(end: () => Promise<void>): Promise<void> {
    this.meant = true;
    try {
      await end();
    } finally {
      this.meant = false;
    }
  }

  /** She opens the page again. */
  back(): void {
    this.covered = false;
  }
}

export const leave = new Leave();
