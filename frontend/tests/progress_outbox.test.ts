import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { NoNetwork, Problem } from '../src/base/api.ts';
import { open_store } from '../src/base/storage.ts';
import type { Store } from '../src/base/storage.ts';
import { Vault } from '../src/features/accounts/vault.ts';
import { ProgressOutbox } from '../src/features/programmes/progress_outbox.ts';
import type { Mine, Progress } from '../src/features/programmes/programmes.ts';
import { FakeClock } from './support/fake_clock.ts';
import { SeededRandom } from './support/seeded_random.ts';

const fact = (step: string, screen: number, done?: boolean): Progress => ({
  module: 'c2',
  step,
  hash: 'h',
  at: { screen, field: '' },
  ...(done === undefined ? {} : { done }),
});

const person = '11'.repeat(16);
type Fate = 'answered' | 'lost' | 'answer_lost' | 'refused';

/** What the server makes of it: the newest place, and done for ever. */
class Server {
  fate: Fate = 'answered';
  readonly steps = new Map<string, { screen: number; done: boolean }>();
  asked = 0;

  async send({ step, at, done }: Progress) {
    this.asked += 1;
    if (this.fate === 'lost') throw new NoNetwork();
    if (this.fate === 'refused') throw new Problem(404, {});
    const before = this.steps.get(step);
    this.steps.set(step, { screen: at?.screen ?? 0, done: done ?? before?.done ?? false });
    if (this.fate === 'answer_lost') throw new NoNetwork();
  }
}

let vault: Vault;
let store: Store;
const random = new SeededRandom(5);
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = await open_store();
  vault = await Vault.create(random);
});

function page(server: Server, clock = new FakeClock(), kept: Store | undefined = store) {
  let gone = false;
  const outbox = new ProgressOutbox({
    clock,
    random,
    confirm: async () => true,
    send: (progress) => (gone ? new Promise(() => undefined) : server.send(progress)),
  });
  outbox.opened({ person, vault, store: kept, confirmed: Promise.resolve(true) });
  return {
    outbox,
    clock,
    crash: () => {
      gone = true;
      outbox.closed();
    },
  };
}

describe('a place in the programme', () => {
  test('waits sealed without a network and leaves after a restart', async () => {
    const server = new Server();
    server.fate = 'lost';
    const first = page(server);
    first.outbox.note(fact('third', 2, true));
    await first.clock.pass(1000);
    const [kept] = await store.getAll('progress');
    expect(JSON.stringify(kept)).not.toMatch(/third|c2|done/);
    first.crash();
    server.fate = 'answered';
    const next = page(server);
    await next.clock.pass(1000);
    expect(server.steps.get('third')).toEqual({ screen: 2, done: true });
    expect(await store.count('progress')).toBe(0);
    expect(next.outbox.size).toBe(0);
  });

  test('stands over what the server last said', async () => {
    const server = new Server();
    server.fate = 'lost';
    const { outbox, clock } = page(server);
    const at = { screen: 1, field: '' };
    const mine = {
      modules: [{ id: 'c2', steps: [{ id: 'first', version: 'h', done: true, at }] }],
    } as unknown as Mine;
    outbox.note(fact('second', 3));
    outbox.note(fact('first', 0));
    await clock.pass(100);
    const over = await outbox.lay_over(mine);
    const steps = Object.fromEntries(over.modules[0]!.steps.map((one) => [one.id, one]));
    expect(steps['second']).toMatchObject({ done: false, at: { screen: 3 }, version: 'h' });
    expect(steps['first']).toMatchObject({ done: true, at: { screen: 0 } });
    expect(mine.modules[0]!.steps).toHaveLength(1);
  });

  test('that is refused is not asked for ever', async () => {
    const server = new Server();
    server.fate = 'refused';
    const { outbox, clock } = page(server);
    outbox.note(fact('gone', 1));
    await clock.pass(120_000);
    expect(server.asked).toBe(1);
    expect(outbox.size).toBe(0);
  });

  test('on a shared computer touches no storage', async () => {
    const server = new Server();
    server.fate = 'lost';
    const { outbox, clock } = page(server, new FakeClock(), undefined);
    outbox.note(fact('third', 2));
    await clock.pass(20_000);
    server.fate = 'answered';
    await clock.pass(20_000);
    expect(server.steps.get('third')).toEqual({ screen: 2, done: false });
    expect(await store.count('progress')).toBe(0);
  });
});

type Move =
  | { do: 'note'; step: string; screen: number; done: boolean }
  | { do: 'network'; fate: Fate }
  | { do: 'pass'; ms: number }
  | { do: 'crash' };

const moves = fc.array(
  fc.oneof<fc.Arbitrary<Move>[]>(
    fc.record({
      do: fc.constant('note' as const),
      step: fc.constantFrom('a', 'b'),
      screen: fc.nat(9),
      done: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('network' as const),
      fate: fc.constantFrom<Fate>('answered', 'lost', 'answer_lost'),
    }),
    fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 700, 16_000) }),
    fc.record({ do: fc.constant('crash' as const) }),
  ),
  { maxLength: 25 },
);

test('whatever is cut in whatever order: the newest place arrives, and done stays done', async () => {
  await fc.assert(
    fc.asyncProperty(moves, async (list) => {
      globalThis.indexedDB = new IDBFactory();
      store = await open_store();
      const server = new Server();
      let open = page(server);
      const last = new Map<string, number>();
      const done = new Set<string>();
      for (const move of list) {
        if (move.do === 'note') {
          open.outbox.note(fact(move.step, move.screen, move.done || undefined));
          last.set(move.step, move.screen);
          if (move.done) done.add(move.step);
          await open.clock.pass(1); // a crash in this very instant may lose what nobody stored yet
        } else if (move.do === 'network') server.fate = move.fate;
        else if (move.do === 'pass') await open.clock.pass(move.ms);
        else {
          open.crash();
          open = page(server);
        }
      }
      server.fate = 'answered';
      await open.clock.pass(60_000);
      for (const [step, screen] of last)
        expect(server.steps.get(step)).toEqual({ screen, done: done.has(step) });
      expect(await store.count('progress')).toBe(0);
      store.close();
    }),
    { numRuns: 300, seed: 7 },
  );
});
