// Leaving in one press: the page is covered first, everything else happens behind the cover.
import { api } from '../../base/api.ts';
import { navigation } from '../../base/navigation.svelte.ts';
import { session } from '../accounts/session.svelte.ts';
import { NeutralPage } from './neutral_page.ts';

export const neutral_page = new NeutralPage({
  ask: () => api.get('/api/organisations/neutral-page'),
  offline: () => !navigator.onLine,
  go: (address) => location.replace(address),
});

class Leave {
  /** True from the press until the person comes back by herself. */
  covered = $state(false);
  /** She ends the session herself, so that nobody need tell her that it ended. */
  meant = $state(false);

  /** Covers at once; then sends what waits and closes the account, or ends a shared session;
   *  at last the neutral page takes this one's place. */
  async now(): Promise<void> {
    if (this.covered) return;
    this.covered = true;
    const was_in = session.state === 'in';
    await this.ending(async () => {
      navigation.home({ name: 'welcome' });
      const shared = session.keep === 'shared';
      if (was_in) await session.sign_out({ forget: shared });
      await navigation.at_home();
      if (shared && (await this.#words_live_here())) navigation.home({ name: 'ended' });
      else neutral_page.take();
    });
  }

  /** A shared computer's time is over: what was written is handed over, and nothing stays. */
  async close_shared(why: 'idle' | 'hour'): Promise<void> {
    await this.ending(async () => {
      await session.sign_out({ forget: true });
      navigation.home({ name: 'ended', why });
    });
  }

  /** What a shared computer could not send waits in this window alone: the blank page stays, and
   *  whoever opens it is told. */
  async #words_live_here(): Promise<boolean> {
    const exercises = import('../exercises/entries.svelte.ts');
    return exercises.then(
      ({ entries }) => entries.left,
      () => false,
    );
  }

  /** Away for long on a locked device: hidden at once, what was written handed over, then the PIN. */
  async lock(): Promise<void> {
    if (this.covered) return;
    this.covered = true;
    try {
      await this.ending(async () => {
        navigation.home({ name: 'welcome' });
        await session.sign_out({ forget: false });
      });
    } finally {
      this.covered = false;
    }
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
