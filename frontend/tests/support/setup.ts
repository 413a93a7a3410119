import 'fake-indexeddb/auto';
import { watch } from './under_way.ts';

// Sealing happens on other threads: the fake clock must not run ahead of it.
const subtle = crypto.subtle as unknown as Record<
  string,
  (...asked: unknown[]) => Promise<unknown>
>;
for (const name of [
  'encrypt',
  'decrypt',
  'deriveBits',
  'importKey',
  'generateKey',
  'exportKey',
  'digest',
]) {
  const real = subtle[name]!.bind(subtle);
  Object.defineProperty(subtle, name, { value: (...asked: unknown[]) => watch(real(...asked)) });
}
