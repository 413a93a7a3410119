import type { Bytes } from '../../src/base/bytes.ts';
import type { Random } from '../../src/base/random.ts';

/** Chance that a test can replay (mulberry32). */
export class SeededRandom implements Random {
  #state: number;

  constructor(seed = 1) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  bytes(count: number): Bytes {
    return Uint8Array.from({ length: count }, () => Math.floor(this.next() * 256));
  }
}
