// A staff server small enough to read: it keeps to the contract where the app depends on it, so that
// the app's own rules can be tried without a program. The walks in tests/browser use the real one.
import type { Me, People, RoleGrant } from '../../../src/staff/features/staff/staff.ts';
import type { Organisations } from '../../../src/staff/features/organisations/organisations.ts';
import type { SiteAnswer } from '../../../src/staff/features/site/site.ts';

export interface Asked {
  method: string;
  path: string;
  key: string | null;
  body: Record<string, unknown>;
}

const minute = 60_000;

export class FakeDesk {
  now = Date.UTC(2026, 10, 21, 9, 0, 0);
  readonly asked: Asked[] = [];
  readonly done = new Map<string, unknown>();
  roles: RoleGrant[] = [{ role: 'administrator' }];
  signed_in = true;
  fresh_until = 0;
  idle_ends_at = 0;
  ends_at = 0;
  network = true;
  never_content = false;
  site: SiteAnswer = {
    site: {
      operator_name: '',
      languages: ['en-GB', 'zh-Hans'],
      regions: ['GB', 'CN'],
      responder: 'none',
      responder_says: [],
      instance_key_copied: false,
    },
    missing: [],
    telling: [],
    mail: { configured: false, server: '', from: '', user: '' },
    posters_at: 'https://river.example',
    staff_at: 'https://staff.river.example',
  };
  people: People = { people: [], invitations: [], proposals: [] };
  organisations: Organisations = { organisations: [], packs: ['steady'] };

  constructor() {
    this.#open();
  }

  #open() {
    this.signed_in = true;
    this.ends_at = this.now + 8 * 60 * minute;
    this.idle_ends_at = this.now + 15 * minute;
  }

  me(): Me {
    this.idle_ends_at = Math.min(this.now + 15 * minute, this.ends_at);
    return {
      id: '0a'.repeat(16),
      name: 'Mara Linden',
      sign_in_name: 'mara',
      roles: this.roles,
      idle_ends_at: this.idle_ends_at,
      ends_at: this.ends_at,
      outside: false,
      ...(this.fresh_until > this.now && { fresh_until: this.fresh_until }),
    };
  }

  readonly fetch: typeof globalThis.fetch = async (path, init = {}) => {
    if (!this.network) throw new TypeError('Failed to fetch');
    const asked: Asked = {
      method: init.method ?? 'GET',
      path: String(path),
      key: new Headers(init.headers).get('Idempotency-Key'),
      body: init.body ? (JSON.parse(init.body as string) as Record<string, unknown>) : {},
    };
    this.asked.push(asked);
    const [status, body] = this.#answer(asked);
    return new Response(JSON.stringify(body), { status });
  };

  #answer({ method, path, key, body }: Asked): [number, unknown] {
    const ways = `${method} ${path}`;
    const right = body['passphrase'] === 'right' && body['totp'] === '123456';
    if (ways === 'POST /api/staff/sign-in') {
      if (!right) return [401, { type: 'staff.sign_in_wrong', detail: 'wrong' }];
      this.#open();
      return [200, this.me()];
    }
    if (!this.signed_in) return [401, { type: 'staff.session_ended', detail: 'ended' }];
    if (ways === 'GET /api/staff/me') return [200, this.me()];
    if (ways === 'POST /api/staff/sign-out') {
      this.signed_in = false;
      return [200, {}];
    }
    if (ways === 'POST /api/staff/refresh') {
      if (!right) return [401, { type: 'staff.sign_in_wrong', detail: 'wrong' }];
      this.fresh_until = this.now + 5 * minute;
      return [200, this.me()];
    }
    if (method !== 'GET' && this.done.has(key ?? '')) return [200, this.done.get(key ?? '')];
    const answer = this.#deed(ways, body);
    if (method !== 'GET' && answer[0] < 300) this.done.set(key ?? '', answer[1]);
    return answer;
  }

  #deed(ways: string, body: Record<string, unknown>): [number, unknown] {
    const not_fresh: [number, unknown] = [403, { type: 'staff.not_fresh', detail: 'again' }];
    if (ways === 'POST /api/staff/invitations') {
      if (this.never_content || this.fresh_until <= this.now) return not_fresh;
      return [201, { id: '1b', link: 'https://staff/#enrol=AB', ends_at: this.now + 60 * minute }];
    }
    if (ways === 'GET /api/site') return [200, this.site];
    if (ways === 'PUT /api/site') {
      if (body['operator_name'] === 'x')
        return [
          422,
          {
            type: 'site.invalid',
            detail: 'no',
            fields: [{ path: 'operator_name', says: 'too short' }],
          },
        ];
      this.site = { ...this.site, site: { ...this.site.site, ...body } };
      return [200, this.site];
    }
    if (ways === 'GET /api/staff/people') return [200, this.people];
    if (ways === 'GET /api/organisations') return [200, this.organisations];
    return [404, { type: 'not_found', detail: 'not there' }];
  }
}
