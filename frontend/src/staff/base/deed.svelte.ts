// Something a person asked for: under way, refused in a sentence, or done. One at a time.
import { Problem } from '../../base/api.ts';
import type { FieldFault } from '../../base/api.ts';
import { sentence_of } from '../../parts/sentence_of.ts';
import { NotNow } from './desk_api.ts';

export class Deed {
  #working = $state(false);
  #trouble: string | undefined = $state();
  #refused = $state('');
  #fields: readonly FieldFault[] = $state.raw([]);

  get working(): boolean {
    return this.#working;
  }
  /** What is wrong, for the whole; the fields have sentences of their own. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** The refusal by its key: `staff.name_taken`. */
  get refused(): string {
    return this.#refused;
  }

  /** What is wrong with one field: `permissions[0].says`. */
  fault(path: string): string | undefined {
    return this.#fields.find((one) => one.path === path)?.says;
  }

  /** Whether it was done. A second press while the first is under way does nothing. */
  async do(work: () => Promise<unknown>): Promise<boolean> {
    if (this.#working) return false;
    this.#working = true;
    this.clear();
    try {
      await work();
      return true;
    } catch (fault) {
      if (fault instanceof NotNow) return false;
      if (fault instanceof Problem) {
        this.#fields = fault.fields;
        this.#refused = fault.key;
      }
      this.#trouble = sentence_of(fault);
      return false;
    } finally {
      this.#working = false;
    }
  }

  clear(): void {
    this.#trouble = undefined;
    this.#refused = '';
    this.#fields = [];
  }
}
