// What the worker answers without a network: the app's own files and the sounds a person kept.
// It never sees anything of hers: no request to the API passes through it.

/** The app as it was built: every file with what it must hash to. */
export interface Shell {
  build: string;
  /** Address → subresource integrity. `/` is the page itself. */
  files: Record<string, string>;
}

/** The parts of the browser that tests replace. */
export interface Surroundings {
  origin: string;
  caches: Pick<CacheStorage, 'open' | 'keys' | 'delete' | 'match'>;
  fetch: (request: Request) => Promise<Response>;
  /** The names of locks that open windows hold: each holds one named after its script. */
  list_locks: () => Promise<string[]>;
}

const prefix = 'shell ';
/** A window holds the lock of this prefix and its script's address for as long as it lives. */
export const open_window = 'runs ';
/** Whatever a person's page has kept: the worker only reads it. */
export const sounds = 'sounds';

const public_address = /^\/(try|help|privacy|join|p\/[^/]+)?\/?$/;

export class Answers {
  readonly #shell: Shell;
  readonly #around: Surroundings;

  constructor(shell: Shell, around: Surroundings) {
    this.#shell = shell;
    this.#around = around;
  }

  /** Takes in the whole app or nothing: one file that is not the one that was built refuses all. */
  async install(): Promise<void> {
    const { caches } = this.#around;
    await this.#clear_torn();
    const name = prefix + this.#shell.build;
    if ((await caches.keys()).includes(name)) return; // the same files: windows may be living on them
    try {
      const cache = await caches.open(name);
      const { '/': page, ...rest } = this.#shell.files;
      await Promise.all(Object.entries(rest).map((file) => this.#take_in(cache, ...file)));
      if (page !== undefined) await this.#take_in(cache, '/', page); // last: it says the rest is there
    } catch (fault) {
      await caches.delete(name);
      throw fault;
    }
  }

  async #take_in(cache: Cache, path: string, integrity: string): Promise<void> {
    const { fetch, origin } = this.#around;
    const answer = await fetch(new Request(origin + path, { integrity, cache: 'no-cache' }));
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    await cache.put(origin + path, answer);
  }

  /** A phone that went dark in the middle of an install leaves a shell without its page. */
  async #clear_torn(): Promise<void> {
    const { caches, origin } = this.#around;
    for (const name of (await caches.keys()).filter((one) => one.startsWith(prefix))) {
      if (!(await (await caches.open(name)).match(`${origin}/`))) await caches.delete(name);
    }
  }

  /** Forgets what no window needs. The shell before this one stays in any case: not every browser
   *  says which windows are open. */
  async activate(): Promise<void> {
    const { caches, list_locks } = this.#around;
    const shells = (await caches.keys()).filter((name) => name.startsWith(prefix));
    const others = shells.filter((name) => name !== prefix + this.#shell.build);
    const locks = await list_locks().catch(() => []);
    const scripts = locks
      .filter((name) => name.startsWith(open_window))
      .map((name) => name.slice(open_window.length));
    for (const name of others.slice(0, -1))
      if (!(await this.#holds_any(name, scripts))) await caches.delete(name);
  }

  async #holds_any(name: string, paths: string[]): Promise<boolean> {
    const { caches, origin } = this.#around;
    const cache = await caches.open(name);
    const found = await Promise.all(paths.map((path) => cache.match(origin + path)));
    return found.some(Boolean);
  }

  /** Undefined: not ours, the browser asks as it always does. */
  answer(request: Request): Promise<Response> | undefined {
    const address = new URL(request.url);
    if (request.method !== 'GET' || address.origin !== this.#around.origin) return undefined;
    const path = address.pathname;
    if (request.mode === 'navigate')
      return public_address.test(path) ? this.#page(request) : undefined;
    if (path.startsWith('/media/')) return this.#sound(request);
    if (path.startsWith('/assets/') || path in this.#shell.files) return this.#file(request);
    return undefined;
  }

  async #page(request: Request): Promise<Response> {
    const { caches, fetch, origin } = this.#around;
    const cache = await caches.open(prefix + this.#shell.build);
    return (await cache.match(`${origin}/`)) ?? fetch(request);
  }

  /** Names of assets hold their hash, so any shell's copy is the right one. */
  async #file(request: Request): Promise<Response> {
    const { caches, fetch } = this.#around;
    const cache = await caches.open(prefix + this.#shell.build);
    const found = (await cache.match(request.url)) ?? (await caches.match(request.url));
    return found ?? fetch(request);
  }

  async #sound(request: Request): Promise<Response> {
    const { caches, fetch, origin } = this.#around;
    const path = new URL(request.url).pathname;
    const kept = await caches.match(origin + path, { cacheName: sounds });
    if (!kept) return fetch(request);
    const range = request.headers.get('Range');
    return range === null ? kept : slice(kept, range);
  }
}

/** A player asks for a stretch of a sound; the cache only knows the whole. */
export async function slice(whole: Response, range: string): Promise<Response> {
  const bytes = await whole.arrayBuffer();
  const size = bytes.byteLength;
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  const headers = new Headers(whole.headers);
  headers.delete('Content-Encoding');
  if (!asked || (asked[1] === '' && asked[2] === '')) {
    headers.set('Content-Length', String(size));
    return new Response(bytes, { status: 200, headers });
  }
  const [, from, to] = asked;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first > last) {
    return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${size}` } });
  }
  headers.set('Content-Range', `bytes ${first}-${last}/${size}`);
  headers.set('Content-Length', String(last - first + 1));
  return new Response(bytes.slice(first, last + 1), { status: 206, headers });
}
