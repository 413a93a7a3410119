import { describe, expect, test } from 'vitest';
import { Answers, slice, sounds } from '../worker/answers.ts';
import type { Shell } from '../worker/answers.ts';

const origin = 'https://steady.example.org';

class FakeCache {
  readonly held = new Map<string, Response>();
  async put(key: RequestInfo | URL, answer: Response) {
    this.held.set(String(key), answer);
  }
  async match(key: RequestInfo | URL) {
    return this.held.get(String(key))?.clone();
  }
}

class FakeCaches {
  readonly held = new Map<string, FakeCache>();
  async open(name: string) {
    const cache = this.held.get(name) ?? new FakeCache();
    this.held.set(name, cache);
    return cache as unknown as Cache;
  }
  async keys() {
    return [...this.held.keys()];
  }
  async delete(name: string) {
    return this.held.delete(name);
  }
  async match(key: RequestInfo | URL, options?: MultiCacheQueryOptions) {
    const { cacheName } = options ?? {};
    for (const [name, cache] of this.held) {
      const found =
        cacheName === undefined || cacheName === name ? await cache.match(key) : undefined;
      if (found) return found;
    }
    return undefined;
  }
}

const shell = (build: string): Shell => ({
  build,
  files: { '/': 'sha256-a', [`/assets/main-${build}.js`]: 'sha256-b', '/icon.svg': 'sha256-c' },
});

function world(build = 'one', caches = new FakeCaches(), locks: string[] = []) {
  const asked: string[] = [];
  let online = true;
  const fetch = async (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (!online) throw new TypeError('offline');
    return new Response(`${build} ${pathname}`, { status: pathname.includes('gone') ? 404 : 200 });
  };
  const answers = new Answers(shell(build), {
    origin,
    caches,
    fetch,
    list_locks: async () => locks,
  });
  const get = async (path: string, mode = 'cors', headers = {}) => {
    const request = new Request(origin + path, { headers });
    Object.defineProperty(request, 'mode', { value: mode });
    return (await answers.answer(request))?.text();
  };
  return { answers, caches, asked, get, go_offline: () => (online = false) };
}

describe('the worker', () => {
  test('answers every public address with the app when nobody else can', async () => {
    const { answers, get, go_offline } = world();
    await answers.install();
    go_offline();
    for (const path of ['/', '/help', '/try', '/privacy', '/join', '/p/abc-7'])
      expect(await get(path, 'navigate'), path).toBe('one /');
    expect(await get('/assets/main-one.js')).toBe('one /assets/main-one.js');
  });

  test('lets the API and strangers’ addresses pass untouched', async () => {
    const { answers, get } = world();
    await answers.install();
    expect(await get('/api/accounts/me')).toBeUndefined();
    expect(await get('/health', 'navigate')).toBeUndefined();
    const post = new Request(`${origin}/api/x`, { method: 'POST', body: '{}' });
    expect(answers.answer(post)).toBeUndefined();
    expect(answers.answer(new Request('https://elsewhere.example/assets/a.js'))).toBeUndefined();
  });

  test('takes in everything or nothing', async () => {
    const caches = new FakeCaches();
    const fetch = async (request: Request) =>
      new Response('', { status: request.url.endsWith('.svg') ? 500 : 200 });
    const answers = new Answers(shell('half'), {
      origin,
      caches,
      fetch,
      list_locks: async () => [],
    });
    await expect(answers.install()).rejects.toThrow('/icon.svg answered 500');
    expect(await caches.keys()).toEqual([]);
  });

  test('asks that each file be the one that was built', async () => {
    const seen: string[] = [];
    const fetch = async (request: Request) => {
      seen.push(request.integrity);
      return new Response('');
    };
    await new Answers(shell('x'), {
      origin,
      caches: new FakeCaches(),
      fetch,
      list_locks: async () => [],
    }).install();
    expect(seen.sort()).toEqual(['sha256-a', 'sha256-b', 'sha256-c']);
  });

  test('after a release: the next start is new, an open window finds its own files', async () => {
    const old = world('one');
    await old.answers.install();
    await old.answers.activate();
    const next = world('two', old.caches);
    await next.answers.install();
    await next.answers.activate();
    next.go_offline();
    expect(await next.get('/', 'navigate')).toBe('two /');
    expect(await next.get('/assets/main-one.js')).toBe('one /assets/main-one.js');
    const third = world('three', old.caches);
    await third.answers.install();
    await third.answers.activate();
    expect(await old.caches.keys()).toEqual(['shell two', 'shell three']);
  });

  test('a window keeps its parts for as long as it is open, however many releases come', async () => {
    const caches = new FakeCaches();
    const open = ['window 7', 'runs /assets/main-one.js'];
    for (const build of ['one', 'two', 'three', 'four']) {
      const { answers } = world(build, caches, open);
      await answers.install();
      await answers.activate();
    }
    expect(await caches.keys()).toEqual(['shell one', 'shell three', 'shell four']);
    const { answers } = world('five', caches, ['window 8', 'runs /assets/main-four.js']);
    await answers.install();
    await answers.activate();
    expect(await caches.keys()).toEqual(['shell four', 'shell five']);
  });

  test('a failed install of the same files leaves the standing shell alone', async () => {
    const { answers, caches, get, go_offline } = world('one');
    await answers.install();
    go_offline();
    await answers.install().catch(() => undefined);
    expect(await get('/', 'navigate')).toBe('one /');
    expect(await caches.keys()).toEqual(['shell one']);
  });

  test('an install cut off in the middle is begun anew, and is nobody’s former shell', async () => {
    const { answers, caches } = world('one');
    await answers.install();
    await (await caches.open('shell two')).put(`${origin}/icon.svg`, new Response('torn'));
    const two = world('two', caches);
    await two.answers.install();
    expect(await two.get('/icon.svg')).toBe('two /icon.svg');
    await (await caches.open('shell three')).put(`${origin}/icon.svg`, new Response('torn'));
    const four = world('four', caches);
    await four.answers.install();
    await four.answers.activate();
    expect(await caches.keys()).toEqual(['shell two', 'shell four']);
  });

  test('plays a kept sound and asks for the others', async () => {
    const { answers, caches, get, go_offline, asked } = world();
    await answers.install();
    await (await caches.open(sounds)).put(`${origin}/media/a.mp3`, new Response('0123456789'));
    asked.length = 0;
    expect(await get('/media/b.mp3')).toBe('one /media/b.mp3');
    expect(asked).toEqual(['/media/b.mp3']);
    go_offline();
    expect(await get('/media/a.mp3', 'no-cors', { Range: 'bytes=2-4' })).toBe('234');
    await expect(get('/media/b.mp3')).rejects.toThrow('offline');
  });
});

describe('a stretch of a sound', () => {
  const cut = async (range: string) => {
    const part = await slice(new Response('0123456789'), range);
    return [part.status, await part.text(), part.headers.get('Content-Range')];
  };
  test('is what was asked for', async () => {
    expect(await cut('bytes=0-')).toEqual([206, '0123456789', 'bytes 0-9/10']);
    expect(await cut('bytes=3-5')).toEqual([206, '345', 'bytes 3-5/10']);
    expect(await cut('bytes=8-99')).toEqual([206, '89', 'bytes 8-9/10']);
    expect(await cut('bytes=-3')).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await cut('bytes=10-')).toEqual([416, '', 'bytes */10']);
    expect(await cut('lines=1-2')).toEqual([200, '0123456789', null]);
  });
});
