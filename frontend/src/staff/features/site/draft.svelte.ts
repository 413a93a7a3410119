// The site as it stands on the screen becomes the kept one by itself: a moment after the last change,
// one request at a time. What is changed meanwhile goes with the next.
import { NoNetwork, Problem } from '../../../base/api.ts';
import type { FieldFault } from '../../../base/api.ts';
import type { Cancel, Clock } from '../../../base/clock.ts';
import { sentence_of } from '../../../parts/sentence_of.ts';
import { NotNow } from '../../base/desk_api.ts';
import type { Site, SiteAnswer } from './site.ts';

export type DraftState =
  'same' | 'changed' | 'keeping' | 'kept' | 'refused' | 'waiting_for_network';

export interface DraftParts {
  clock: Clock;
  put(site: Site): Promise<SiteAnswer>;
}

export const keeps_after = 700;
const again_after = 5000;

export class SiteDraft {
  readonly #parts: DraftParts;
  #answer: SiteAnswer = $state.raw()!;
  #site: Site = $state.raw()!;
  #state = $state<DraftState>('same');
  #trouble: string | undefined = $state();
  #fields: readonly FieldFault[] = $state.raw([]);
  #cancel: Cancel | undefined;
  #under_way: Promise<void> | undefined;

  constructor(parts: DraftParts, answer: SiteAnswer) {
    this.#parts = parts;
    this.#answer = answer;
    this.#site = answer.site;
  }

  /** As it stands on the screen. */
  get site(): Site {
    return this.#site;
  }
  /** As the server last said. */
  get answer(): SiteAnswer {
    return this.#answer;
  }
  get state(): DraftState {
    return this.#state;
  }
  get trouble(): string | undefined {
    return this.#trouble;
  }
  fault(path: string): string | undefined {
    return this.#fields.find((one) => one.path === path)?.says;
  }

  change(part: Partial<Site>): void {
    this.#site = { ...this.#site, ...part };
    this.#state = 'changed';
    this.#plan(keeps_after);
  }

  /** Another step begins: what was kept before is not worth a word there. */
  rest(): void {
    if (this.#state === 'kept') this.#state = 'same';
  }

  /** The server has opened the house. */
  finished(answer: SiteAnswer): void {
    this.#answer = answer;
  }

  /** Keeps at once what is not kept yet; whether all of it is. */
  async settle(): Promise<boolean> {
    this.#cancel?.();
    while (this.#state === 'changed' || this.#state === 'keeping') await this.#keep();
    if (this.#state === 'waiting_for_network' || this.#state === 'refused') await this.#keep();
    return this.#state === 'kept' || this.#state === 'same';
  }

  stop(): void {
    void this.settle();
  }

  #plan(after: number): void {
    this.#cancel?.();
    this.#cancel = this.#parts.clock.after(after, () => void this.#keep());
  }

  #keep(): Promise<void> {
    this.#under_way ??= this.#send().finally(() => (this.#under_way = undefined));
    return this.#under_way;
  }

  async #send(): Promise<void> {
    const sent = this.#site;
    this.#state = 'keeping';
    try {
      this.#answer = await this.#parts.put(sent);
      this.#trouble = undefined;
      this.#fields = [];
      if (this.#site === sent) this.#state = 'kept';
      else this.#changed_meanwhile();
    } catch (fault) {
      this.#refuse(fault, sent);
    }
  }

  #refuse(fault: unknown, sent: Site): void {
    if (this.#site !== sent) return this.#changed_meanwhile();
    if (fault instanceof NotNow) return void (this.#state = 'refused');
    this.#trouble = sentence_of(fault);
    this.#fields = fault instanceof Problem ? fault.fields : [];
    const passing = fault instanceof NoNetwork || (fault instanceof Problem && fault.passing);
    this.#state = passing ? 'waiting_for_network' : 'refused';
    if (passing) this.#plan(again_after);
  }

  #changed_meanwhile(): void {
    this.#state = 'changed';
    this.#plan(keeps_after);
  }
}
