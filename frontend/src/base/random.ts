// Chance is handed in, so that a test can replay it.
import { to_hex } from './bytes.ts';
import type { Bytes } from './bytes.ts';

export interface Random {
  bytes(count: number): Bytes;
}

export const system_random: Random = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

/** A fresh 16-byte id in its written form. */
export function random_id(random: Random): string {
  return to_hex(random.bytes(16));
}

/** An even choice below `limit` (at most 2^24): values that would tip the scale are drawn again. */
export function random_below(random: Random, limit: number): number {
  const range = 2 ** 24;
  const fair = range - (range % limit);
  for (;;) {
    const [a = 0, b = 0, c = 0] = random.bytes(3);
    const drawn = a * 65536 + b * 256 + c;
    if (drawn < fair) return drawn % limit;
  }
}

/** One of a list that is not empty. */
export function random_of<T>(random: Random, list: readonly T[]): T {
  return list[random_below(random, list.length)] as T;
}
