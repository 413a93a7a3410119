// One browser with the whole client in it: its own storage, windows that hear one another, and a
// server that may be out of reach.
import { IDBFactory } from 'fake-indexeddb';
import { Api } from '../../src/base/api.ts';
import { random_id } from '../../src/base/random.ts';
import type { News, Windows } from '../../src/base/windows.ts';
import { Session } from '../../src/features/accounts/session.svelte.ts';
import { Entries } from '../../src/features/exercises/entries.svelte.ts';
import { FakeClock } from './fake_clock.ts';
import { FakeServer } from './fake_server.ts';
import { SeededRandom } from './seeded_random.ts';

export interface Page {
  session: Session;
  entries: Entries;
  api: Api;
  /** The page is gone from one moment to the next; nothing of it runs any more. */
  crash(): void;
}

interface OpenWindow {
  hears: ((news: News) => void)[];
  gone: (() => void)[];
}

export class Device {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly random: SeededRandom;
  readonly applied: unknown[] = [];
  /** Whether the browser grants that it clears nothing, and how often it was asked. */
  readonly staying = {
    grants: true,
    asked: 0,
    stands: false,
    ask: async () => {
      this.staying.asked += 1;
      return (this.staying.stands = this.staying.grants);
    },
    granted: async () => this.staying.stands,
  };
  readonly #open = new Map<string, OpenWindow>();
  readonly #storage = new IDBFactory();

  constructor(server = new FakeServer(), clock = new FakeClock(), seed = 1) {
    this.server = server;
    this.clock = clock;
    this.random = new SeededRandom(seed);
  }

  /** From now on the code under test finds this browser's storage. */
  use(): void {
    globalThis.indexedDB = this.#storage;
  }

  /** Whether anything at all has been kept on this device. */
  async has_kept(): Promise<boolean> {
    return (await this.#storage.databases()).length > 0;
  }

  /** Lets time pass until something is so; what never comes is a failed test. */
  async until(condition: () => boolean, what: string): Promise<void> {
    for (let round = 0; round < 400; round += 1) {
      await this.clock.pass(round === 0 ? 0 : 500);
      if (condition()) return;
    }
    throw new Error(`${what} never came`);
  }

  /** Lets time pass until an action is done. */
  async during<T>(action: Promise<T>): Promise<T> {
    let done = false;
    action.then(
      () => (done = true),
      () => (done = true),
    );
    await this.until(() => done, 'the end of it');
    return action;
  }

  /** Opens the app in a new window of this browser. */
  open(): Page {
    globalThis.indexedDB = this.#storage;
    const clock = new LivingClock(this.clock);
    let gone = false;
    const api = new Api({
      fetch: (path, init) =>
        gone ? new Promise<Response>(() => undefined) : this.server.fetch(path as string, init),
      clock,
      random: this.random,
    });
    const windows = this.#windows();
    const session = new Session({
      api,
      random: this.random,
      clock,
      windows,
      staying: this.staying,
      load_names: async () => names,
      load_words: async () => ['acorn', 'basin', 'cedar', 'delta', 'ember', 'field', 'grove'],
      apply: (settings) => void this.applied.push(settings),
    });
    const entries = new Entries({ api, clock, random: this.random, windows, session });
    const crash = () => {
      gone = true;
      clock.stop();
      const closed = this.#open.get(windows.mine);
      this.#open.delete(windows.mine);
      for (const call of closed?.gone ?? []) call();
    };
    return { session, entries, api, crash };
  }

  #windows(): Windows {
    const mine = random_id(this.random);
    const here: OpenWindow = { hears: [], gone: [] };
    this.#open.set(mine, here);
    return {
      mine,
      hear: (call) => void here.hears.push(call),
      tell: (news) => {
        for (const [name, other] of this.#open) {
          if (name !== mine) for (const call of other.hears) queueMicrotask(() => call(news));
        }
      },
      list_open: async () => new Set(this.#open.keys()),
      gone: (name) =>
        new Promise((resolve) => {
          const open = this.#open.get(name);
          if (open) open.gone.push(resolve);
          else resolve();
        }),
    };
  }
}

/** Timers that die with their page. */
class LivingClock {
  readonly #clock: FakeClock;
  #stopped = false;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }
  now(): number {
    return this.#clock.now();
  }
  elapsed(): number {
    return this.#clock.elapsed();
  }
  after(milliseconds: number, call: () => void) {
    return this.#clock.after(milliseconds, () => this.#stopped || call());
  }
  stop(): void {
    this.#stopped = true;
  }
}

const names = {
  'en-GB': { first: ['quiet', 'early', 'amber'], second: ['heron', 'lamp', 'harbour'] },
  'zh-Hans': { first: [['jing', '静']], second: [['he', '鹤']] },
} satisfies Awaited<
  ReturnType<typeof import('../../src/features/accounts/word_list.ts').load_names>
>;
