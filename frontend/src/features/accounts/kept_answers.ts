// What the server last said to her, sealed on her own device, for when nobody answers.
import { api } from '../../base/api.ts';
import type { Api } from '../../base/api.ts';
import { system_clock } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import { or_kept } from '../../base/patience.ts';
import type { Store } from '../../base/storage.ts';
import { session } from './session.svelte.ts';
import type { Session } from './session.svelte.ts';
import type { Vault } from './vault.ts';

export interface KeptAnswersParts {
  api: Pick<Api, 'get'>;
  clock: Clock;
  session: Pick<Session, 'attend'>;
}

interface Desk {
  person: string;
  vault: Vault;
  store: Store | undefined;
}

export class KeptAnswers {
  readonly #parts: KeptAnswersParts;
  #desk: Desk | undefined;

  constructor(parts: KeptAnswersParts) {
    this.#parts = parts;
    parts.session.attend({
      opened: ({ person, vault, store }) => void (this.#desk = { person, vault, store }),
      closed: () => void (this.#desk = undefined),
    });
  }

  /** The server's answer, or what it last said. Refuses: Problem; NoNetwork where nothing is kept. */
  async get<T>(path: string): Promise<T> {
    const desk = this.#desk;
    const kept = await this.#find<T>(desk, path);
    if (!kept) return this.#ask<T>(desk, path, 3);
    return or_kept(this.#parts.clock, this.#ask<T>(desk, path, 1), kept.answer);
  }

  async #ask<T>(desk: Desk | undefined, path: string, attempts: number): Promise<T> {
    const answer = await this.#parts.api.get<T>(path, { attempts });
    if (desk === this.#desk) await this.#keep(desk, path, answer);
    return answer;
  }

  async #find<T>(desk: Desk | undefined, path: string): Promise<{ answer: T } | undefined> {
    if (!desk?.store) return undefined;
    try {
      const found = await desk.store.get('answers', [desk.person, path]);
      if (!found) return undefined;
      const text = await desk.vault.open_here(desk.person, path, found.sealed);
      return { answer: JSON.parse(text) as T };
    } catch {
      return undefined; // a lost or foreign copy is no copy
    }
  }

  /** A full disk must not take away the answer that has just come. */
  async #keep(desk: Desk | undefined, path: string, answer: unknown): Promise<void> {
    if (!desk?.store) return;
    const { person, vault, store } = desk;
    try {
      const sealed = await vault.seal_here(person, path, JSON.stringify(answer));
      await store.put('answers', { person, name: path, sealed });
    } catch {
      // What is kept already stays: an older answer is better than none.
    }
  }
}

export const kept_answers = new KeptAnswers({ api, clock: system_clock, session });
