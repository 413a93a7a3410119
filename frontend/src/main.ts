import { mount } from 'svelte';
import App from './app.svelte';
import { is_demo } from './base/demo_mark.ts';
import { install_worker } from './base/worker.ts';
import { start_words } from './base/words.svelte.ts';
import { session } from './features/accounts/session.svelte.ts';
import { neutral_page } from './features/safety/leave.svelte.ts';
import { watch_release } from './shell/release.svelte.ts';

const demo_chairs = async () => {
  const { default: Chairs, ask_demo } = await import('./shell/demo_chairs.svelte');
  await ask_demo().catch(() => undefined); // the first screen goes by its clock already
  return Chairs;
};
const diary = async () => (await import('./features/exercises/entries.svelte.ts')).entries;

session.attend({
  // Loaded as soon as somebody is in: what an earlier visit could not send leaves now.
  opened: ({ store }) => {
    void diary().catch(() => undefined);
    if (store) void install_worker();
  },
  copy: async () => {
    const entries = await diary();
    await entries.load();
    return entries.everything;
  },
});

watch_release(window);

async function start(): Promise<void> {
  const target = document.getElementById('app');
  const [Demo] = await Promise.all([
    is_demo() ? demo_chairs().catch(() => undefined) : undefined,
    start_words().catch(() => undefined), // without words the keys show, and the exercises work
  ]);
  if (target) mount(App, { target, props: { Demo } });
  // Where Leave leads must be known before it is pressed; the first page does not wait for it.
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  idle(() => void neutral_page.learn());
  addEventListener('online', () => void neutral_page.learn());
}

void start();
