// A server as the contract of the API describes it, in memory, that can fail in every way a network can.
import { canonical } from '../../src/features/accounts/vault.ts';

interface FakeWay {
  way: string;
  kind: 'device' | 'passphrase' | 'code';
  id?: string;
  secret: string;
  wrap: string;
  commitment: string;
  lock?: { proof: string; half: string; tries: number };
}

interface FakePerson {
  person: string;
  name: string;
  language: string;
  sealed_private_key: string;
  ways: FakeWay[];
  settings: Record<string, unknown>;
  entries: Map<string, Map<string, Map<string, string>>>;
  deleted: Set<string>;
}

type Body = Record<string, unknown>;

export interface Seen {
  method: string;
  path: string;
  body: string;
  key: string | undefined;
}

/** What happens to one request: lost on the way there, on the way back, or answered. */
export type Fate = 'answered' | 'lost' | 'answer_lost' | 503 | 429;

export class FakeServer {
  readonly people: FakePerson[] = [];
  readonly seen: Seen[] = [];
  readonly instance = 'ab'.repeat(16);
  iterations = 600_000;
  taken_names = 0;
  online = true;
  /** Where the employer is. */
  country = 'GB';
  signed_in: { person: FakePerson; keep: string; way: string } | undefined;
  fate: (seen: Seen) => Fate = () => 'answered';
  /** Takes the request and says nothing, as a weak signal does. */
  hangs: (seen: Seen) => boolean = () => false;
  /** Its answer is made at once and heard when this is over. */
  heard_after: (seen: Seen) => Promise<void> | undefined = () => undefined;
  readonly #replays = new Map<string, string>();
  readonly #replaced = new Set<string>();
  #count = 0;

  readonly fetch = async (
    path: string | URL | Request,
    init: RequestInit = {},
  ): Promise<Response> => {
    const headers = new Headers(init.headers);
    const seen: Seen = {
      method: init.method ?? 'GET',
      path: String(path),
      body: String(init.body ?? ''),
      key: headers.get('Idempotency-Key') ?? undefined,
    };
    this.seen.push(seen);
    if (this.hangs(seen)) {
      return new Promise((_, given_up) => {
        init.signal?.addEventListener('abort', () => given_up(new TypeError('aborted')));
      });
    }
    const fate = this.online ? this.fate(seen) : 'lost';
    await Promise.resolve();
    if (fate === 'lost') throw new TypeError('Failed to fetch');
    if (fate === 503 || fate === 429) return problem(fate, 'web.busy');
    const answer = this.#answer(seen);
    if (fate === 'answer_lost') throw new TypeError('Failed to fetch');
    await this.heard_after(seen);
    return answer;
  };

  /** What the server holds of a person's field, opened by nobody. */
  heads(entry: string, field: string): string[] {
    for (const person of this.people) {
      const heads = person.entries.get(entry)?.get(field);
      if (heads) return [...heads.keys()];
    }
    return [];
  }

  list_seen(path: string): Seen[] {
    return this.seen.filter((one) => one.path.startsWith(path));
  }

  #id(): string {
    this.#count += 1;
    return this.#count.toString(16).padStart(32, '0');
  }

  #answer(seen: Seen): Response {
    const { method, path } = seen;
    const body = (seen.body ? JSON.parse(seen.body) : {}) as Body;
    switch (path.replace(/\?.*/, '')) {
      case '/api/accounts/protocol':
        return json({ version: 1, instance: this.instance, pbkdf2_iterations: this.iterations });
      case '/api/accounts/join':
        return this.#join(body);
      case '/api/accounts/lock/open':
        return this.#try_pin(body);
      case '/api/accounts/sign-in/device':
        if (this.#find((way) => way.id === body.id && way.lock !== undefined, body.secret))
          return problem(403, 'accounts.locked');
        return this.#sign_in(
          (way) => way.kind === 'device' && way.id === (body.id as string),
          body,
          'own',
        );
      case '/api/accounts/sign-in/passphrase':
        return this.#sign_in(
          (way, person) =>
            way.kind === 'passphrase' && canonical(person.name) === canonical(body.name as string),
          body,
          body.keep as string,
        );
      case '/api/accounts/recover/open':
        return this.#recover_open(body);
      case '/api/accounts/recover':
        return this.#recover(body);
    }
    const asker = this.signed_in;
    if (!asker) return problem(401, 'accounts.not_signed_in');
    if (method !== 'GET') {
      const replay = `${asker.person.person} ${seen.key}`;
      const whole = `${path} ${seen.body}`;
      const before = this.#replays.get(replay);
      if (before !== undefined && before !== whole) return problem(422, 'idempotency.other_body');
      if (before === undefined) this.#replays.set(replay, whole);
      else if (path.endsWith('/fields')) return this.#fields(asker.person, path, body, true);
    }
    return this.#inside(asker, method, path, body);
  }

  #inside(asker: NonNullable<FakeServer['signed_in']>, method: string, path: string, body: Body) {
    const { person } = asker;
    const ways = () => ({
      ways: person.ways.map(({ way, kind }) => ({ id: way, kind, this_one: way === asker.way })),
    });
    if (path === '/api/accounts/me') {
      const { person: id, name, language, settings } = person;
      const session = { keep: asker.keep };
      return json({
        person: id,
        name,
        language,
        organisation: { ...organisation, country: this.country },
        session,
        ...ways(),
        settings,
      });
    }
    if (path === '/api/accounts/settings') return json(Object.assign(person.settings, body));
    if (path === '/api/accounts/sign-out') {
      this.signed_in = undefined;
      return json({});
    }
    if (path === '/api/accounts/delete') {
      this.people.splice(this.people.indexOf(person), 1);
      this.signed_in = undefined;
      return json({});
    }
    const mine = person.ways.find((one) => one.way === asker.way);
    if (path === '/api/accounts/lock' && mine) {
      if (person.ways.every((one) => one.kind === 'device'))
        return problem(409, 'accounts.lock_needs_card');
      const { proof, half, wrap, commitment } = body as Record<string, string>;
      Object.assign(mine, { wrap, commitment, lock: { proof, half, tries: 5 } });
      return json({});
    }
    if (path === '/api/accounts/lock/remove' && mine) {
      Object.assign(mine, body);
      delete mine.lock;
      return json({});
    }
    const way = /^\/api\/accounts\/ways\/(\w+)$/.exec(path)?.[1];
    if (way === 'passphrase' || way === 'code' || way === 'device') {
      if (way !== 'device') person.ways = person.ways.filter((one) => one.kind !== way);
      const added = { ...(body as unknown as FakeWay), kind: way, way: this.#id() } as FakeWay;
      person.ways.push(added);
      if (way === 'device') this.signed_in = { person, keep: 'own', way: added.way };
      return json(ways());
    }
    if (way !== undefined) {
      if (person.ways.length < 2) return problem(409, 'accounts.last_way');
      person.ways = person.ways.filter((one) => one.way !== way);
      return json(ways());
    }
    if (path.startsWith('/api/exercises/entries')) return this.#entries(person, method, path, body);
    return problem(404, 'web.not_found');
  }

  #entries(person: FakePerson, method: string, path: string, body: Body): Response {
    const id = /entries\/([0-9a-f]{32})/.exec(path)?.[1];
    if (id === undefined) {
      return json({
        entries: [...person.entries.keys()].map((entry) => this.#view(person, entry)),
      });
    }
    if (person.deleted.has(id)) return problem(410, 'exercises.entry_deleted');
    if (method === 'DELETE') {
      person.entries.delete(id);
      person.deleted.add(id);
      return json({});
    }
    if (method === 'GET') {
      return person.entries.has(id)
        ? json(this.#view(person, id))
        : problem(404, 'exercises.entry');
    }
    return this.#fields(person, path, body, false);
  }

  #fields(person: FakePerson, path: string, body: Body, replay: boolean): Response {
    const id = /entries\/([0-9a-f]{32})/.exec(path)?.[1] ?? '';
    if (person.deleted.has(id)) return problem(410, 'exercises.entry_deleted');
    const fields = person.entries.get(id) ?? new Map<string, Map<string, string>>();
    person.entries.set(id, fields);
    const writes = body.fields as unknown as {
      field: string;
      version: string;
      replaces: string[];
      sealed: string;
    }[];
    for (const { field, version, replaces, sealed } of replay ? [] : writes) {
      const heads = fields.get(field) ?? new Map<string, string>();
      for (const gone of replaces) {
        heads.delete(gone);
        this.#replaced.add(gone);
      }
      if (!this.#replaced.has(version)) heads.set(version, sealed);
      fields.set(field, heads);
    }
    const asked = writes.map((one) => one.field);
    const all = this.#view(person, id).fields;
    return json({ fields: all.filter((one) => asked.includes(one.field)) });
  }

  #view(person: FakePerson, entry: string) {
    const fields = [...(person.entries.get(entry) ?? [])].map(([field, heads]) => ({
      field,
      heads: [...heads].map(([version, sealed]) => ({ version, sealed })),
    }));
    return { entry, fields };
  }

  #join(body: Body): Response {
    const device = body.device as unknown as FakeWay;
    const again = this.people.find((one) =>
      one.ways.some((way) => way.id === device.id && way.secret === device.secret),
    );
    if (!again && body.code === 'nope') return problem(404, 'organisations.code');
    if (!again && this.taken_names > 0) {
      this.taken_names -= 1;
      return problem(409, 'accounts.name_taken');
    }
    const way = this.#id();
    const person = again ?? {
      person: this.#id(),
      name: body.name as string,
      language: body.language as string,
      sealed_private_key: body.sealed_private_key as string,
      ways: [{ ...device, kind: 'device' as const, way }],
      settings: {},
      entries: new Map(),
      deleted: new Set<string>(),
    };
    if (!again) this.people.push(person);
    this.signed_in = { person, keep: 'own', way };
    return json(
      { person: person.person, name: person.name, ...organisation, country: this.country },
      201,
    );
  }

  #find(test: (way: FakeWay, person: FakePerson) => boolean, secret: unknown) {
    for (const person of this.people) {
      const way = person.ways.find((one) => test(one, person) && one.secret === secret);
      if (way) return { person, way };
    }
    return undefined;
  }

  #sign_in(
    test: (way: FakeWay, person: FakePerson) => boolean,
    body: Body,
    keep: string,
  ): Response {
    const found = this.#find(test, body.secret);
    if (!found) return problem(401, 'accounts.not_recognised');
    return this.#signed_in(found.person, found.way, keep);
  }

  #try_pin(body: Body): Response {
    const found = this.#find((way) => way.id === body.id, body.secret);
    if (!found) return problem(401, 'accounts.not_recognised');
    const { person, way } = found;
    if (!way.lock) return problem(409, 'accounts.no_lock');
    if (way.lock.proof === body.proof) {
      way.lock.tries = 5;
      return this.#signed_in(person, way, 'own', { tries_left: 5, half: way.lock.half });
    }
    way.lock.tries -= 1;
    if (way.lock.tries === 0) person.ways = person.ways.filter((one) => one !== way);
    return json({ tries_left: way.lock.tries });
  }

  #signed_in(person: FakePerson, way: FakeWay, keep: string, unlocked?: object): Response {
    this.signed_in = { person, keep, way: way.way };
    const { person: id, name, language, sealed_private_key } = person;
    const { wrap, commitment } = way;
    const signed_in = {
      person: id,
      name,
      language,
      sealed_private_key,
      way: way.way,
      wrap,
      commitment,
      keep,
    };
    return json(unlocked ? { ...unlocked, signed_in } : signed_in);
  }

  #recover_open(body: Body): Response {
    const found = this.#find(
      (way) => way.kind === 'code' && way.id === (body.id as string),
      body.secret,
    );
    if (!found) return problem(401, 'accounts.not_recognised');
    const { person, name, sealed_private_key } = found.person;
    const { wrap, commitment } = found.way;
    return json({ person, name, sealed_private_key, wrap, commitment });
  }

  #recover(body: Body): Response {
    const found = this.#find(
      (way) => way.kind === 'code' && way.id === (body.id as string),
      body.secret,
    );
    if (!found) return problem(401, 'accounts.not_recognised');
    const { person, way } = found;
    person.ways = person.ways.filter((one) => one !== way);
    const fresh = (kind: FakeWay['kind'], ask: unknown): FakeWay => ({
      ...(ask as FakeWay),
      kind,
      way: this.#id(),
    });
    const code = fresh('code', body.new_code);
    const device = body.device ? fresh('device', body.device) : undefined;
    person.ways.push(code, ...(device ? [device] : []));
    return this.#signed_in(person, device ?? code, body.keep as string);
  }
}

const organisation = {
  organisation: 'Northfield Hospital',
  operator: 'University of Northfield',
  permission: 'You may use this in working time.',
  languages: ['en-GB', 'zh-Hans'],
  labels: 'well_being',
  pack: 'steady',
};

function json(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

function problem(status: number, key: string): Response {
  const body = JSON.stringify({ type: key, title: key, status, detail: key });
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json' } });
}
