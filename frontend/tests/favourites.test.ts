import { expect, test } from 'vitest';
import { Favourites } from '../src/features/exercises/favourites.svelte.ts';
import { Device } from './support/device.ts';
import type { Page } from './support/device.ts';

async function somebody() {
  const device = new Device();
  const page = device.open();
  await page.session.start();
  await page.session.join('ward7');
  return { device, page };
}

async function reopened(device: Device, page: Page) {
  page.crash();
  const next = device.open();
  await next.session.start();
  await device.clock.pass(1000);
  await next.entries.load();
  return next;
}

/** Presses, and lets it arrive. */
async function put(device: Device, stars: Favourites, id: string, wanted: boolean) {
  const written = stars.put(id, wanted);
  await device.clock.pass(2000);
  await written;
  await device.clock.pass(2000);
}

test('a star is there after a restart, sealed, and is no page of the diary', async () => {
  const { device, page } = await somebody();
  const stars = new Favourites(page.entries);
  await put(device, stars, 'feet-and-floor', true);
  await put(device, stars, 'look-far', true);
  expect(stars.has('feet-and-floor')).toBe(true);
  expect(JSON.stringify(device.server.list_seen('/api/exercises'))).not.toContain('feet-and-floor');

  const next = await reopened(device, page);
  const again = new Favourites(next.entries);
  expect(['feet-and-floor', 'look-far', 'name-it'].map((id) => again.has(id))).toEqual([
    true,
    true,
    false,
  ]);
  expect(next.entries.all).toEqual([]);
  expect(next.entries.search('look-far')).toEqual([]);
  expect(next.entries.everything).toHaveLength(1);
});

test('what is no longer starred stays gone, and the others stay', async () => {
  const { device, page } = await somebody();
  const stars = new Favourites(page.entries);
  await put(device, stars, 'look-far', true);
  await put(device, stars, 'name-it', true);
  await put(device, stars, 'look-far', false);
  expect(stars.has('look-far')).toBe(false);

  const next = await reopened(device, page);
  const again = new Favourites(next.entries);
  expect(again.has('look-far')).toBe(false);
  expect(again.has('name-it')).toBe(true);
});

test('two lists begun apart count together, and taking a star away takes it from both', async () => {
  const { device, page } = await somebody();
  for (const text of ['look-far', 'look-far\nname-it']) {
    const entry = page.entries.open({ kind: 'favourites' });
    entry.write('items', text);
    await device.clock.pass(2000);
  }
  await page.entries.load();
  const stars = new Favourites(page.entries);
  expect(stars.has('look-far') && stars.has('name-it')).toBe(true);
  await put(device, stars, 'look-far', false);
  const next = await reopened(device, page);
  const again = new Favourites(next.entries);
  expect(again.has('look-far')).toBe(false);
  expect(again.has('name-it')).toBe(true);
});
