import { mount } from 'svelte';
import App from './app.svelte';
import { look } from './base/look.svelte.ts';

async function start(): Promise<void> {
  const target = document.getElementById('app');
  await look.start().catch(() => undefined); // without words the keys show, and everything works
  if (target) mount(App, { target });
}

void start();
