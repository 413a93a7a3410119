// What was used, told quietly and only while the person lets it be counted. Asked once for each
// opening of her place; what does not arrive is not counted, and nothing here ever refuses.
import type { Answer, Ask } from '../../base/answers.ts';
import type { Clock } from '../../base/clock.ts';

export type Counted = Answer<'/api/engagement/counting', 'get'>;
export type Events = Ask<'/api/engagement/events', 'post'>;
export type Use = Events['events'][number];

export interface CountingParts {
  clock: Clock;
  /** Whether the server's session is this person's; nothing is asked before. */
  confirm(): Promise<boolean>;
  ask(): Promise<Counted>;
  say(counted: boolean): Promise<Counted>;
  send(events: Events): Promise<unknown>;
}

const longest = 240;

export class Counting {
  readonly #parts: CountingParts;
  #counted: Promise<boolean> | undefined;
  #opened = false;

  constructor(parts: CountingParts) {
    this.#parts = parts;
  }

  /** Another account, or none: what was known of the last one is not known of this. */
  changed(): void {
    this.#counted = undefined;
    this.#opened = false;
  }

  /** Refuses: NoNetwork, Problem. */
  async is_counted(): Promise<boolean> {
    const asked = (this.#counted ??= this.#parts.ask().then(({ counted }) => counted));
    try {
      return await asked;
    } catch (fault) {
      if (this.#counted === asked) this.#counted = undefined;
      throw fault;
    }
  }

  /** Refuses: NoNetwork, Problem. */
  async choose(counted: boolean): Promise<boolean> {
    const answer = await this.#parts.say(counted);
    this.#counted = Promise.resolve(answer.counted);
    if (!answer.counted) this.#opened = false;
    return answer.counted;
  }

  /** Begins an item; calling what comes back tells that it was finished. */
  begin(item_kind: 'step' | 'pause' | 'diary', item: string): () => void {
    const since = this.#parts.clock.elapsed();
    void this.#tell({ kind: 'began', item_kind, item });
    let over = false;
    return () => {
      if (over) return;
      over = true;
      const minutes = Math.round((this.#parts.clock.elapsed() - since) / 60_000);
      void this.#tell({ kind: 'finished', item_kind, item, minutes: Math.min(longest, minutes) });
    };
  }

  async #tell(use: Use): Promise<void> {
    try {
      if (!(await this.#parts.confirm()) || !(await this.is_counted())) return;
      const events: Use[] = this.#opened ? [use] : [{ kind: 'opened', item_kind: 'app' }, use];
      this.#opened = true;
      await this.#parts.send({ events });
    } catch {
      // Not counted.
    }
  }
}
