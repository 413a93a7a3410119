// What other threads are doing for the code under test.
let count = 0;

export function watch<T>(work: Promise<T>): Promise<T> {
  count += 1;
  return work.finally(() => (count -= 1));
}

const turn = () => new Promise<void>((done) => setImmediate(done));

/** Waits until nothing is under way and nothing follows from it. */
export async function quiet(): Promise<void> {
  for (let calm = 0; calm < 8; calm = count > 0 ? 0 : calm + 1) await turn();
}
