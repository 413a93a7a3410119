// How the staff's app asks the server. Where the server wants to see passphrase and code again, the
// same request goes out once more with the same key after they were given: it happens once, and
// nothing that was typed is lost.
import { Problem } from '../../base/api.ts';
import type { Api, AskOptions } from '../../base/api.ts';
import { random_id } from '../../base/random.ts';
import type { Random } from '../../base/random.ts';

/** The person was asked for passphrase and code, and put it off. Nothing happened. */
export class NotNow extends Error {
  constructor() {
    super('not now');
    this.name = 'NotNow';
  }
}

/** Who asks the person; each answers whether it was done. */
export interface Doors {
  sign_in_again(): Promise<boolean>;
  make_fresh(): Promise<boolean>;
}

/** So often one request may ask for passphrase and code: a server that is never content is a fault. */
const most = 2;

export class DeskApi {
  readonly #api: Api;
  readonly #random: Random;
  doors: Doors | undefined;
  /** Called whenever the server has answered somebody who is signed in: the session lives on. */
  heard: (() => void) | undefined;

  constructor(api: Api, random: Random) {
    this.#api = api;
    this.#random = random;
  }

  get<T>(path: string): Promise<T> {
    return this.#ask((options) => this.#api.get<T>(path, options));
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.#ask((options) => this.#api.post<T>(path, body, options));
  }

  put<T>(path: string, body: object): Promise<T> {
    return this.#ask((options) => this.#api.put<T>(path, body, options));
  }

  delete<T>(path: string): Promise<T> {
    return this.#ask((options) => this.#api.delete<T>(path, options));
  }

  async #ask<T>(send: (options: AskOptions) => Promise<T>): Promise<T> {
    const options = { key: random_id(this.#random), final: true };
    for (let asked = 0; ; asked += 1) {
      try {
        const answer = await send(options);
        this.heard?.();
        return answer;
      } catch (fault) {
        const door = asked < most ? this.#door_for(fault) : undefined;
        if (!door) throw fault;
        if (!(await door())) throw new NotNow();
      }
    }
  }

  #door_for(fault: unknown): (() => Promise<boolean>) | undefined {
    const { doors } = this;
    if (!doors || !(fault instanceof Problem)) return undefined;
    if (fault.status === 401) return () => doors.sign_in_again();
    if (fault.key === 'staff.not_fresh') return () => doors.make_fresh();
    return undefined;
  }
}
