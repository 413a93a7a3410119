import { expect, test } from 'vitest';
import { OwnWork } from '../src/features/accounts/own_work.svelte.ts';
import { Device } from './support/device.ts';

async function somebody() {
  const device = new Device();
  const page = device.open();
  await page.session.start();
  await page.session.join('ward7');
  return { device, page };
}

async function after_restart(device: Device) {
  const page = device.open();
  const work = new OwnWork(page.session);
  await page.session.start();
  await work.settled();
  return { page, work };
}

test('what she said is there after a restart, and no server heard of it', async () => {
  const { device, page } = await somebody();
  const work = new OwnWork(page.session);
  expect(work.now).toBe('');
  await work.choose('porter');
  expect(work.now).toBe('porter');
  page.crash();

  const next = await after_restart(device);
  expect(next.work.now).toBe('porter');
  expect(JSON.stringify(device.server.list_seen('/api'))).not.toContain('porter');
  await next.work.choose('');
  next.page.crash();
  expect((await after_restart(device)).work.now).toBe('');
});

test('it lies sealed on the device, and signing out takes it away', async () => {
  const { device, page } = await somebody();
  const work = new OwnWork(page.session);
  await work.choose('porter');
  device.use();
  const { openDB } = await import('idb');
  const store = await openDB('breather');
  const kept = await store.getAll('answers');
  store.close();
  const mine = kept.filter((one) => (one as { name: string }).name === 'own-work');
  expect(mine).toHaveLength(1);
  expect(JSON.stringify(mine)).not.toContain('porter');

  await page.session.keep_code(page.session.new_code());
  await device.during(page.session.sign_out({ forget: true }));
  expect(work.now).toBe('');
  expect(await device.has_kept()).toBe(false);
});

test('chosen before the kept one was read, the newer stands', async () => {
  const { device, page } = await somebody();
  await new OwnWork(page.session).choose('porter');
  page.crash();
  const next = device.open();
  const work = new OwnWork(next.session);
  await next.session.start();
  await work.choose('doctor');
  await work.settled();
  expect(work.now).toBe('doctor');
});
