// The page on which Leave ends, where the operator named one. It is learned long before it is needed
// and kept in memory only; without it, or without a network, our own blank page stays.
import type { Answer } from '../../base/answers.ts';

export interface NeutralPageParts {
  ask(): Promise<Answer<'/api/organisations/neutral-page', 'get'>>;
  offline(): boolean;
  /** Puts that page in the place of this one, so that Back does not come here. */
  go(address: string): void;
}

export class NeutralPage {
  readonly #parts: NeutralPageParts;
  #address: string | undefined;

  constructor(parts: NeutralPageParts) {
    this.#parts = parts;
  }

  /** Asks once; whoever could not ask may ask again. Leaving never depends on it. */
  async learn(): Promise<void> {
    if (this.#address !== undefined) return;
    this.#address = await this.#parts.ask().then(
      ({ address }) => address,
      () => undefined,
    );
  }

  /** Goes there, if there is somewhere to go. */
  take(): void {
    if (this.#address && !this.#parts.offline()) this.#parts.go(this.#address);
  }
}
