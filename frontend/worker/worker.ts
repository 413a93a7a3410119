// The worker of an own device: installs the app whole, and answers for it when nobody else does.
import { Answers } from './answers.ts';
import type { Shell } from './answers.ts';

/** Put in by the build. */
declare const shell: Shell;

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Extendable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  location: Location;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(kind: 'install' | 'activate', call: (event: Extendable) => void): void;
  addEventListener(kind: 'fetch', call: (event: Asked) => void): void;
}

const scope = globalThis as unknown as Scope;
const answers = new Answers(shell, {
  origin: scope.location.origin,
  caches,
  fetch: (request) => fetch(request),
  list_locks: async () => {
    const locks = navigator.locks as LockManager | undefined;
    return ((await locks?.query())?.held ?? []).map((lock) => lock.name ?? '');
  },
});

// A new worker needs nobody's leave: windows of the old build go on with the old build's files.
scope.addEventListener('install', (event) =>
  event.waitUntil(answers.install().then(() => scope.skipWaiting())),
);
scope.addEventListener('activate', (event) =>
  event.waitUntil(answers.activate().then(() => scope.clients.claim())),
);
scope.addEventListener('fetch', (event) => {
  const answer = answers.answer(event.request);
  if (answer) event.respondWith(answer);
});
