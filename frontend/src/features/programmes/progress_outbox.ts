// Where she is in the programme, on its way to the server. The newest fact about a step is the only
// one that matters, and done never becomes undone; on an own device it waits sealed, through
// restarts, until somebody answers.
import { NoNetwork, Problem } from '../../base/api.ts';
import type { Cancel, Clock } from '../../base/clock.ts';
import { random_id } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';
import type { Opened } from '../accounts/attendant.ts';
import type { Mine, Progress } from './programmes.ts';

interface Fact {
  progress: Progress;
  /** Under which random name storage holds it; the step itself is nobody's business. */
  name: string;
  /** On its way: what is noted meanwhile follows behind, never beside it. */
  flight?: Promise<void>;
}

export interface ProgressOutboxParts {
  clock: Clock;
  random: Random;
  send(progress: Progress, leaving: boolean): Promise<unknown>;
  /** Whether the server's session is this person's; nothing is sent before. */
  confirm(): Promise<boolean>;
}

const again_ms = 15_000;
const step_of = ({ module, step }: Progress) => `${module} ${step}`;

export class ProgressOutbox {
  readonly #parts: ProgressOutboxParts;
  readonly #facts = new Map<string, Fact>();
  #desk: Opened | undefined;
  #started: Promise<void> = Promise.resolve();
  #cancel: Cancel | undefined;

  constructor(parts: ProgressOutboxParts) {
    this.#parts = parts;
  }

  opened(desk: Opened): void {
    this.closed();
    this.#desk = desk;
    this.#started = this.#take_over(desk);
  }

  closed(): void {
    this.#desk = undefined;
    this.#facts.clear();
    this.#cancel?.();
  }

  get size(): number {
    return this.#facts.size;
  }

  /** Keeps it here, then sends it. What was done stays done. */
  note(progress: Progress, leaving = false): void {
    const step = step_of(progress);
    const fact = this.#facts.get(step) ?? { progress, name: random_id(this.#parts.random) };
    const done = progress.done ?? fact.progress.done;
    fact.progress = done === undefined ? progress : { ...progress, done };
    this.#facts.set(step, fact);
    void this.#keep(fact);
    void this.#send(fact, leaving);
  }

  /** The connection is back, or a while has gone by. */
  async wake(leaving = false): Promise<void> {
    this.#cancel?.();
    await this.#started;
    await Promise.all([...this.#facts.values()].map((fact) => this.#send(fact, leaving)));
  }

  /** What the server said, with what it has not heard yet. */
  async lay_over(mine: Mine): Promise<Mine> {
    await this.#started;
    if (this.#facts.size === 0) return mine;
    const modules = mine.modules.map((module) => ({ ...module, steps: [...module.steps] }));
    for (const { progress } of this.#facts.values()) {
      let module = modules.find((one) => one.id === progress.module);
      if (!module) modules.push((module = { id: progress.module, steps: [] }));
      const known = module.steps.find((one) => one.id === progress.step);
      const done = progress.done ?? known?.done ?? false;
      const heard = { ...known, id: progress.step, version: progress.hash, done };
      const at = progress.at ?? known?.at;
      module.steps = [
        ...module.steps.filter((one) => one.id !== progress.step),
        at === undefined ? heard : { ...heard, at },
      ];
    }
    return { ...mine, modules };
  }

  async #take_over(desk: Opened): Promise<void> {
    const { store, person, vault } = desk;
    const kept = (await store?.getAllFromIndex('progress', 'person', person).catch(() => [])) ?? [];
    for (const { name, sealed } of kept) {
      const text = await vault.open_here(person, name, sealed).catch(() => undefined);
      if (text === undefined || this.#desk !== desk) continue;
      const progress = JSON.parse(text) as Progress;
      const step = step_of(progress);
      const newer = this.#facts.get(step);
      if (!newer) this.#facts.set(step, { progress, name });
      else {
        if (progress.done && !newer.progress.done)
          newer.progress = { ...newer.progress, done: true };
        await this.#keep(newer);
        await store?.delete('progress', [person, name]).catch(() => undefined);
      }
    }
    if (this.#desk === desk) this.#soon(0);
  }

  async #keep(fact: Fact): Promise<void> {
    const desk = this.#desk;
    if (!desk?.store) return;
    const { person, vault, store } = desk;
    const { progress, name } = fact;
    const waits = () => this.#facts.get(step_of(progress))?.name === name;
    try {
      const sealed = await vault.seal_here(person, name, JSON.stringify(progress));
      if (!waits() || fact.progress !== progress) return;
      await store.put('progress', { person, name, sealed });
      if (!waits()) await store.delete('progress', [person, name]);
    } catch {
      // No room here: it goes to the server all the same.
    }
  }

  #send(fact: Fact, leaving: boolean): Promise<void> {
    if (leaving) return this.#deliver(fact, true);
    fact.flight ??= this.#deliver(fact, false).finally(() => delete fact.flight);
    return fact.flight;
  }

  async #deliver(fact: Fact, leaving: boolean): Promise<void> {
    const desk = this.#desk;
    if (!leaving) await this.#started; // an older fact of an earlier visit must not follow
    let sent: Progress;
    do {
      sent = fact.progress;
      try {
        if (!leaving && !(await this.#parts.confirm())) throw new NoNetwork();
        if (this.#desk !== desk) return;
        await this.#parts.send(sent, leaving);
      } catch (fault) {
        const refused = fault instanceof Problem && !fault.passing && fault.status !== 401;
        if (!refused) return this.#soon(again_ms); // a refused fact would be refused for ever
      }
    } while (fact.progress !== sent && this.#desk === desk);
    if (!desk || this.#desk !== desk) return;
    this.#facts.delete(step_of(sent));
    await desk.store?.delete('progress', [desk.person, fact.name]).catch(() => undefined);
  }

  #soon(milliseconds: number): void {
    this.#cancel?.();
    if (this.#desk && this.#facts.size > 0)
      this.#cancel = this.#parts.clock.after(milliseconds, () => void this.wake());
  }
}
