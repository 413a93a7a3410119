// Who sits at this desk. A session covers itself after a quarter of an hour without a hand; what was
// typed stays where it is and is there again after passphrase and code.
import { api, NoNetwork, Problem } from '../../../base/api.ts';
import { system_clock } from '../../../base/clock.ts';
import type { Cancel, Clock } from '../../../base/clock.ts';
import { hands, moment, since } from '../../../base/hands.ts';
import type { Hands, Moment } from '../../../base/hands.ts';
import { desk_api } from '../../base/desk.ts';
import type { DeskApi, Doors } from '../../base/desk_api.ts';
import type { Me, Role } from './staff.ts';

export interface Credentials {
  passphrase: string;
  totp: string;
}

export interface Ways {
  me(): Promise<Me>;
  sign_in(name: string, given: Credentials): Promise<Me>;
  refresh(given: Credentials): Promise<Me>;
  sign_out(): Promise<unknown>;
}

export interface SessionParts {
  clock: Clock;
  hands: Hands;
  ways: Ways;
}

export type SessionState = 'unknown' | 'unreachable' | 'out' | 'in';
/** What the person is asked for: `fresh` for a deed that matters, `again` where the session ended. */
export type Asking = 'fresh' | 'again';

const minute = 60_000;
export const covers_after = 15 * minute;
export const warns_before = 2 * minute;
export const end_warns_before = 10 * minute;
const tells_after = 4 * minute;
const look_every = 1000;

const has_ended = (fault: unknown) =>
  fault instanceof Problem &&
  (fault.key === 'staff.session_ended' || fault.key === 'staff.not_signed_in');

export class Session implements Doors {
  readonly #parts: SessionParts;
  #state = $state<SessionState>('unknown');
  #me: Me | undefined = $state.raw();
  #asking: Asking | undefined = $state();
  #covered = $state(false);
  /** Milliseconds until it covers itself, while that is near. */
  #covers_in: number | undefined = $state();
  #ends_in: number | undefined = $state();
  #waiting: ((done: boolean) => void)[] = [];
  #heard_at: Moment | undefined;
  /** When the whole session ends, counted from a moment of this device: its wall may be wrong. */
  #end: { from: Moment; left: number } | undefined;
  #cancel: Cancel | undefined;
  #ending: Promise<unknown> | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  get state(): SessionState {
    return this.#state;
  }
  get me(): Me | undefined {
    return this.#me;
  }
  get sign_in_name(): string {
    return this.#me?.sign_in_name ?? '';
  }
  get asking(): Asking | undefined {
    return this.#asking;
  }
  /** Nothing of the desk shows. */
  get covered(): boolean {
    return this.#covered;
  }
  get covers_in(): number | undefined {
    return this.#covers_in;
  }
  get ends_in(): number | undefined {
    return this.#ends_in;
  }

  has(role: Role): boolean {
    return this.#me?.roles.some((one) => one.role === role) ?? false;
  }

  /** Learns who is here. */
  async start(): Promise<void> {
    this.#state = 'unknown';
    try {
      this.opened(await this.#parts.ways.me());
    } catch (fault) {
      if (fault instanceof NoNetwork || (fault instanceof Problem && fault.passing))
        this.#state = 'unreachable';
      else if (fault instanceof Problem) this.#state = 'out';
      else throw fault;
    }
  }

  /** Somebody has come in, by enrolment or by what she knows. */
  opened(me: Me): void {
    this.#take(me);
    this.#state = 'in';
    this.#covered = false;
    this.#parts.hands.touch();
    this.#watch();
  }

  /** Refuses: Problem 401, 429; NoNetwork. */
  async sign_in(name: string, given: Credentials): Promise<void> {
    this.opened(await this.#parts.ways.sign_in(name, given));
  }

  async sign_out(): Promise<void> {
    await this.#parts.ways.sign_out();
    this.leave();
  }

  /** Nobody is here any more; what waited for passphrase and code does not happen. */
  leave(): void {
    this.#cancel?.();
    this.#state = 'out';
    this.#me = undefined;
    this.#covered = false;
    this.#covers_in = undefined;
    this.#ends_in = undefined;
    this.#answer(false);
  }

  // ---- being asked again

  /** The session is over: nothing shows until somebody signs in. */
  sign_in_again(): Promise<boolean> {
    if (this.#state !== 'in') return Promise.resolve(false);
    this.#covered = true;
    return this.#ask('again');
  }

  /** She signs in anew before the end comes. */
  renew(): Promise<boolean> {
    return this.#state === 'in' ? this.#ask('again') : Promise.resolve(false);
  }

  make_fresh(): Promise<boolean> {
    if (this.#state !== 'in') return Promise.resolve(false);
    return this.#ask(this.#asking ?? 'fresh');
  }

  /** She gives what is asked for. Refuses: Problem 401, 429; NoNetwork: she may try again. */
  async give(given: Credentials, name = this.sign_in_name): Promise<void> {
    const { ways } = this.#parts;
    if (this.#asking !== 'again') {
      try {
        this.#take(await ways.refresh(given));
        return this.#answer(true);
      } catch (fault) {
        if (!has_ended(fault)) throw fault;
        this.#asking = 'again'; // meanwhile: the same words open a new one
      }
    }
    await this.#ending;
    const before = this.#me?.id;
    const me = await ways.sign_in(name, given);
    this.opened(me);
    this.#answer(me.id === before); // what somebody else had begun is not done in her name
  }

  /** In a window beside this one she may have shown who she is; the server knows whether it is so. */
  async shown_elsewhere(): Promise<void> {
    if (!this.#asking) return;
    const before = this.#me;
    await this.#ending;
    const me = await this.#parts.ways.me().catch(() => undefined);
    if (!me || !this.#asking) return;
    const is_so =
      this.#asking === 'fresh'
        ? me.fresh_until && me.fresh_until !== before?.fresh_until
        : me.ends_at !== before?.ends_at;
    if (!is_so) return;
    this.opened(me);
    this.#answer(me.id === before?.id);
  }

  not_now(): void {
    if (!this.#covered) this.#answer(false);
  }

  // ---- time

  /** The server has answered: the session lives on. */
  heard(): void {
    this.#heard_at = moment(this.#parts.clock);
  }

  #take(me: Me): void {
    if (!this.#end || this.#me?.ends_at !== me.ends_at) this.#end = this.#end_of(me);
    this.#me = me;
    this.heard();
  }

  /** The server's own now is a quarter of an hour before the idle end, unless the end cuts it short. */
  #end_of({ ends_at, idle_ends_at }: Me): { from: Moment; left: number } {
    const { clock } = this.#parts;
    const now_there = ends_at > idle_ends_at ? idle_ends_at - covers_after : clock.now();
    this.#ends_in = undefined;
    return { from: moment(clock), left: ends_at - now_there };
  }

  #watch(): void {
    this.#cancel?.();
    this.#cancel = this.#parts.clock.after(look_every, () => {
      this.#look();
      if (this.#state === 'in') this.#watch();
    });
  }

  #look(): void {
    const { clock, hands: touched } = this.#parts;
    if (this.#covered) return;
    const idle = touched.idle;
    const left = this.#end ? this.#end.left - since(clock, this.#end.from) : Infinity;
    this.#ends_in = left < end_warns_before ? Math.max(0, left) : undefined;
    const until = covers_after - idle;
    this.#covers_in = until <= warns_before ? Math.max(0, until) : undefined;
    if (until <= 0 || left <= 0) return this.#cover();
    const silent = this.#heard_at ? since(clock, this.#heard_at) : 0;
    if (idle < minute && silent >= tells_after) void this.#tell();
  }

  /** A hand is on the page, but nothing was asked for a while: the server is told. */
  async #tell(): Promise<void> {
    this.heard();
    await this.#parts.ways.me().then(
      (me) => this.#take(me),
      () => undefined, // the next request learns it
    );
  }

  #cover(): void {
    this.#covered = true;
    this.#covers_in = undefined;
    this.#ends_in = undefined;
    void this.#ask('again');
    // The server ends it by itself as well. It must not end the next one.
    this.#ending = this.#parts.ways.sign_out().catch(() => undefined);
  }

  #ask(what: Asking): Promise<boolean> {
    this.#asking = what;
    return new Promise((done) => this.#waiting.push(done));
  }

  #answer(done: boolean): void {
    this.#asking = undefined;
    for (const answer of this.#waiting.splice(0)) answer(done);
  }
}

const straight = { final: true };

export function server_ways(): Ways {
  return {
    me: () => api.get('/api/staff/me', straight),
    sign_in: (sign_in_name, given) =>
      api.post('/api/staff/sign-in', { sign_in_name, ...given }, straight),
    refresh: (given) => api.post('/api/staff/refresh', given, straight),
    sign_out: () => api.post('/api/staff/sign-out', {}, { ...straight, attempts: 1 }),
  };
}

/** The session asks the person whatever the server wants to be sure of. */
export function connect(made: Session, asks: DeskApi): Session {
  asks.doors = made;
  asks.heard = () => made.heard();
  return made;
}

export const session = connect(
  new Session({ clock: system_clock, hands, ways: server_ways() }),
  desk_api,
);
