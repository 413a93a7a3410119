// The one way to ask the server. Refusals arrive as `Problem`, a missing network as `NoNetwork`;
// nothing else is thrown. A write carries one idempotency key through all its attempts, so that it
// happens once however often it is sent.
import { system_clock, wait } from './clock.ts';
import type { Clock } from './clock.ts';
import { spoken } from './language.ts';
import { random_id, system_random } from './random.ts';
import type { Random } from './random.ts';

export interface FieldFault {
  path: string;
  says: string;
}

/** The server understood and said no, in a sentence for the person (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  /** The last part of the problem's type: `accounts.name_taken`. */
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: readonly FieldFault[];
  readonly retry_after: number | undefined;

  constructor(status: number, body: ProblemBody, retry_after?: number) {
    super(body.title ?? `status ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.key = (body.type ?? '').replace(/^.*[/:#]/, '').replace(/^problems\./, '');
    this.title = body.title ?? '';
    this.detail = body.detail ?? '';
    this.fields = body.fields ?? [];
    this.retry_after = retry_after;
  }

  /** Whether the same request may succeed later without a change. */
  get passing(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

interface ProblemBody {
  type?: string;
  title?: string;
  detail?: string;
  fields?: FieldFault[];
}

/** Nobody answered: offline, a dropped connection, or a time limit. The write may have happened. */
export class NoNetwork extends Error {
  constructor() {
    super('no network');
    this.name = 'NoNetwork';
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface AskOptions {
  /** The idempotency key of this logical write; one is made if none is given. */
  key?: string;
  /** How often to try when nobody answers; 1 for callers that wait in their own way. */
  attempts?: number;
  /** Outlives the page: for what must leave at the last moment. */
  keepalive?: boolean;
  /** Do not try to sign in again silently when the session has ended. */
  final?: boolean;
}

export interface ApiParts {
  fetch: typeof globalThis.fetch;
  clock: Clock;
  random: Random;
  /** The device itself says that there is no network: trying again at once is no use. */
  offline?: () => boolean;
  /** Where the server is; empty in the browser, where it is where we came from. */
  base?: string;
}

const time_limit = 20_000;
const pauses = [400, 1500, 4000];

export class Api {
  readonly #parts: ApiParts;
  /** Called once when a session has ended; true means that a new one stands. */
  renew: (() => Promise<boolean>) | undefined;
  #renewing: Promise<boolean> | undefined;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  get<T>(path: string, options: AskOptions = {}): Promise<T> {
    return this.#ask<T>('GET', path, undefined, options);
  }

  post<T>(path: string, body: object, options: AskOptions = {}): Promise<T> {
    return this.#ask<T>('POST', path, body, options);
  }

  put<T>(path: string, body: object, options: AskOptions = {}): Promise<T> {
    return this.#ask<T>('PUT', path, body, options);
  }

  delete<T>(path: string, options: AskOptions = {}): Promise<T> {
    return this.#ask<T>('DELETE', path, {}, options);
  }

  async #ask<T>(
    method: Method,
    path: string,
    body: object | undefined,
    options: AskOptions,
  ): Promise<T> {
    const { clock, random } = this.#parts;
    const key = options.key ?? random_id(random);
    const attempts = options.attempts ?? 3;
    let renewed = options.final ?? false;
    for (let attempt = 1; ;) {
      try {
        return await this.#once<T>(method, path, body, key, options.keepalive ?? false);
      } catch (error) {
        if (error instanceof Problem && error.status === 401 && !renewed) {
          renewed = true;
          if (await this.#renew()) continue;
        }
        if (!(error instanceof NoNetwork) || attempt >= attempts) throw error;
        if (this.#parts.offline?.()) throw error;
        await wait(clock, pauses[attempt - 1] ?? 4000);
        attempt += 1;
      }
    }
  }

  /** Several requests may learn at once that the session has ended; one of them renews it. */
  async #renew(): Promise<boolean> {
    this.#renewing ??= (this.renew?.() ?? Promise.resolve(false))
      .catch(() => false)
      .finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #once<T>(
    method: Method,
    path: string,
    body: object | undefined,
    key: string,
    keepalive: boolean,
  ): Promise<T> {
    const headers: Record<string, string> = {
      Accept: 'application/json, application/problem+json',
      'Accept-Language': spoken.language,
    };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      headers['Idempotency-Key'] = key;
    }
    const stop = new AbortController();
    const cancel = this.#parts.clock.after(time_limit, () => stop.abort());
    let answer: Response;
    let text: string;
    try {
      answer = await this.#parts.fetch(`${this.#parts.base ?? ''}${path}`, {
        method,
        headers,
        keepalive,
        cache: 'no-store',
        credentials: 'same-origin',
        signal: stop.signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await answer.text();
    } catch {
      throw new NoNetwork();
    } finally {
      cancel();
    }
    if (!answer.ok) throw problem_of(answer, text);
    try {
      return (text === '' ? {} : JSON.parse(text)) as T;
    } catch {
      throw new NoNetwork(); // a captive portal or proxy answered in the server's place
    }
  }
}

function problem_of(answer: Response, text: string): Problem | NoNetwork {
  const seconds = Number(answer.headers.get('Retry-After') ?? NaN);
  try {
    const body = JSON.parse(text) as ProblemBody;
    return new Problem(answer.status, body, Number.isFinite(seconds) ? seconds : undefined);
  } catch {
    // Whoever does not speak our problems is not our server: a proxy with its gateway behind it gone.
    return answer.status >= 500 ? new NoNetwork() : new Problem(answer.status, {});
  }
}

export const api = new Api({
  fetch: (...asked) => globalThis.fetch(...asked),
  clock: system_clock,
  random: system_random,
  offline: () => globalThis.navigator?.onLine === false,
});
