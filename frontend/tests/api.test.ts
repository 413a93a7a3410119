import { describe, expect, test } from 'vitest';
import { Api } from '../src/base/api.ts';
import { spoken } from '../src/base/language.ts';
import { FakeClock } from './support/fake_clock.ts';
import { SeededRandom } from './support/seeded_random.ts';

interface Asked {
  path: string;
  method: string;
  headers: Headers;
  body: string | undefined;
}

type Answer = (asked: Asked, count: number) => Response | 'nothing';

function api_with(answer: Answer) {
  const clock = new FakeClock();
  const asked: Asked[] = [];
  const api = new Api({
    clock,
    random: new SeededRandom(),
    fetch: async (path, init = {}) => {
      const one = {
        path: path as string,
        method: init.method ?? '',
        headers: new Headers(init.headers),
        body: init.body as string | undefined,
      };
      asked.push(one);
      const answered = answer(one, asked.length);
      if (answered === 'nothing') throw new TypeError('Failed to fetch');
      return answered;
    },
  });
  return { api, asked, clock };
}

const ok = (body: unknown = {}) => new Response(JSON.stringify(body));
const problem = (status: number, body: object, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers });
/** Lets all pauses between attempts pass. */
async function during<T>(clock: FakeClock, action: Promise<T>): Promise<T> {
  action.catch(() => undefined);
  await clock.pass(60_000);
  return action;
}

describe('a device that knows it has no network', () => {
  test('does not try again in vain', async () => {
    const asked: string[] = [];
    const api = new Api({
      clock: new FakeClock(),
      random: new SeededRandom(),
      offline: () => true,
      fetch: async (path) => {
        asked.push(path as string);
        throw new TypeError('Failed to fetch');
      },
    });
    await expect(api.get('/api/x')).rejects.toThrow('no network');
    expect(asked).toEqual(['/api/x']);
  });
});

describe('a write', () => {
  test('keeps its key and its body through all attempts', async () => {
    const { api, asked, clock } = api_with((_, count) => (count < 3 ? 'nothing' : ok({ done: 1 })));
    expect(await during(clock, api.post('/api/x', { a: 1 }))).toEqual({ done: 1 });
    expect(asked).toHaveLength(3);
    const keys = new Set(asked.map((one) => one.headers.get('Idempotency-Key')));
    expect([...keys]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(new Set(asked.map((one) => one.body))).toEqual(new Set(['{"a":1}']));
  });

  test('has a key of its own, or the one it was given', async () => {
    const { api, asked } = api_with(() => ok());
    await api.put('/api/x', {});
    await api.put('/api/x', {});
    await api.delete('/api/x', { key: 'ab'.repeat(16) });
    const keys = asked.map((one) => one.headers.get('Idempotency-Key'));
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('ab'.repeat(16));
    expect(asked.every((one) => one.headers.get('Content-Type') === 'application/json')).toBe(true);
  });

  test('that was refused is not sent again', async () => {
    const { api, asked } = api_with(() =>
      problem(422, { type: 'x.bad', fields: [{ path: 'a', says: 'no' }] }),
    );
    await expect(api.post('/api/x', {})).rejects.toMatchObject({
      status: 422,
      key: 'x.bad',
      fields: [{ path: 'a', says: 'no' }],
      passing: false,
    });
    expect(asked).toHaveLength(1);
  });
});

describe('a question', () => {
  test('is asked in the language of the app, without a key', async () => {
    const { api, asked } = api_with(() => ok());
    spoken.language = 'zh-Hans';
    await api.get('/api/x');
    spoken.language = 'en-GB';
    expect(asked[0]?.headers.get('Accept-Language')).toBe('zh-Hans');
    expect(asked[0]?.headers.has('Idempotency-Key')).toBe(false);
    expect(asked[0]?.body).toBeUndefined();
  });

  test('nobody answers ends as NoNetwork, after a few tries', async () => {
    const { api, asked, clock } = api_with(() => 'nothing');
    await expect(during(clock, api.get('/api/x'))).rejects.toMatchObject({ name: 'NoNetwork' });
    expect(asked).toHaveLength(3);
    await expect(api.get('/api/x', { attempts: 1 })).rejects.toMatchObject({ name: 'NoNetwork' });
    expect(asked).toHaveLength(4);
  });

  test('answered by a login page of some network is not answered', async () => {
    const { api } = api_with(() => new Response('<html>Welcome to ward Wi-Fi</html>'));
    await expect(api.get('/api/x', { attempts: 1 })).rejects.toMatchObject({ name: 'NoNetwork' });
    const { api: other } = api_with(() => new Response('Bad gateway', { status: 502 }));
    await expect(other.get('/api/x', { attempts: 1 })).rejects.toMatchObject({ name: 'NoNetwork' });
  });
});

test('a problem tells its key, its sentence and how long to wait', async () => {
  const body = {
    type: 'https://any/problems/accounts.name_taken',
    title: 'Taken',
    detail: 'Try another.',
  };
  const { api } = api_with(() => problem(429, body, { 'Retry-After': '90' }));
  await expect(api.get('/api/x')).rejects.toMatchObject({
    status: 429,
    key: 'accounts.name_taken',
    title: 'Taken',
    detail: 'Try another.',
    retry_after: 90,
    passing: true,
  });
});

describe('a session that has run out', () => {
  test('is renewed once for all who ask, and everybody is answered', async () => {
    let signed_in = false;
    const { api } = api_with(() =>
      signed_in ? ok() : problem(401, { type: 'accounts.not_signed_in' }),
    );
    let renewals = 0;
    api.renew = async () => {
      renewals += 1;
      await Promise.resolve();
      return (signed_in = true);
    };
    await Promise.all([api.get('/api/a'), api.post('/api/b', {}), api.get('/api/c')]);
    expect(renewals).toBe(1);
  });

  test('that cannot be renewed is a problem, not a circle', async () => {
    const { api, asked } = api_with(() => problem(401, { type: 'accounts.not_signed_in' }));
    api.renew = async () => true;
    await expect(api.get('/api/x')).rejects.toMatchObject({ status: 401 });
    expect(asked).toHaveLength(2);
    api.renew = async () => Promise.reject(new Error('no'));
    await expect(api.get('/api/x')).rejects.toMatchObject({ status: 401 });
    await expect(api.get('/api/x', { final: true })).rejects.toMatchObject({ status: 401 });
  });
});
