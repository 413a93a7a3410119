// A device that opens with a PIN: what it keeps, what it tells, and what a crash does to it.
import { describe, expect, test, vi } from 'vitest';
import { find_store } from '../src/base/storage.ts';
import { read_pin } from '../src/features/accounts/pin.ts';
import { LockTime } from '../src/features/safety/lock_time.ts';
import { Hands } from '../src/base/hands.ts';
import { Device } from './support/device.ts';
import { FakeClock } from './support/fake_clock.ts';

async function with_a_lock() {
  const device = new Device();
  const page = device.open();
  await page.session.start();
  await page.session.join('ward7');
  await page.session.keep_code(page.session.new_code());
  await page.session.set_lock('4821', 5);
  return { device, page, server: device.server, name: page.session.name };
}

/** Everything that can be read of what the device keeps, without its keys. */
async function readable(): Promise<string> {
  const store = await find_store();
  if (!store) return '';
  const all = await Promise.all([...store.objectStoreNames].map((kind) => store.getAll(kind)));
  store.close();
  return JSON.stringify(all);
}

describe('a lock', () => {
  test('wants a card or a passphrase beside it', async () => {
    const device = new Device();
    const page = device.open();
    await page.session.start();
    await page.session.join('ward7');
    await expect(page.session.set_lock('4821', 5)).rejects.toMatchObject({
      key: 'accounts.lock_needs_card',
    });
    expect(page.session.lock_after).toBeUndefined();
    page.crash();
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('in');
  });

  test('keeps the place closed at the next start, and names nobody', async () => {
    const { device, page, server, name } = await with_a_lock();
    expect(page.session.state).toBe('in');
    expect(page.session.lock_after).toBe(5);
    page.crash();
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('out');
    expect(next.session.name).toBe('');
    expect(next.session.others).toMatchObject([{ name: '', locked: true, refused: false }]);
    await device.until(() => server.signed_in === undefined, 'the end of the old session');
    const [one] = next.session.others;
    await next.session.open_locked(one!.device, '4821');
    expect(next.session.state).toBe('in');
    expect(next.session.name).toBe(name);
    expect(next.session.lock_after).toBe(5);
  });

  test('leaves neither name nor organisation readable on the device, locked or not', async () => {
    const device = new Device();
    const page = device.open();
    await page.session.start();
    const name = await page.session.join('ward7');
    await device.during(page.session.change_settings({ region: 'CN' }));
    const before = await readable();
    expect(before).toContain('sealed');
    for (const hers of [name, 'Northfield', 'region']) expect(before).not.toContain(hers);
    await page.session.keep_code(page.session.new_code());
    await page.session.set_lock('4821', 5);
    await device.during(page.session.sign_out({ forget: false }));
    const after = await readable();
    for (const hers of [name, 'Northfield', 'region', '4821']) expect(after).not.toContain(hers);
    expect(JSON.parse(after)[0][0]).toMatchObject({ wrap: '', commitment: '' });
  });

  test('keeps the look she chose while it is closed, so that nothing bright or kind betrays her', async () => {
    const { device, page } = await with_a_lock();
    await device.during(page.session.change_settings({ theme: 'discreet', text_size: 'large' }));
    await device.clock.pass(0);
    page.crash();
    device.applied.length = 0;
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('out');
    expect(device.applied.at(-1)).toMatchObject({ theme: 'discreet', text_size: 'large' });
  });

  test('counts wrong PINs down, and at none says that the device is out', async () => {
    const { device, page, server } = await with_a_lock();
    page.crash();
    const next = device.open();
    await next.session.start();
    const [one] = next.session.others;
    for (const left of [4, 3, 2, 1, 0]) {
      await expect(next.session.open_locked(one!.device, '0000')).rejects.toMatchObject({
        tries_left: left,
      });
    }
    expect(next.session.others).toMatchObject([{ refused: true }]);
    await expect(next.session.open_locked(one!.device, '4821')).rejects.toMatchObject({
      status: 401,
    });
    const seen = server.seen.map((request) => request.body + request.path).join();
    expect(seen).not.toContain('4821');
    expect(seen).not.toContain('0000');
  });

  test('is not opened without a network, and no try is lost by it', async () => {
    const { device, page, server } = await with_a_lock();
    page.crash();
    server.online = false;
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('out');
    const [one] = next.session.others;
    await expect(
      device.during(next.session.open_locked(one!.device, '4821')),
    ).rejects.toMatchObject({ name: 'NoNetwork' });
    server.online = true;
    await next.session.open_locked(one!.device, '4821');
    expect(next.session.state).toBe('in');
  });

  test('set, but the device did not live to note it: the next start asks for the PIN', async () => {
    const device = new Device();
    const page = device.open();
    await page.session.start();
    await page.session.join('ward7');
    await page.session.keep_code(page.session.new_code());
    const entry = page.entries.open({ kind: 'diary', title: 'A page' });
    entry.write('situation', 'Only mine.');
    await device.until(() => entry.state('situation') === 'kept', 'the page being kept');
    device.server.fate = ({ path }) => (path === '/api/accounts/lock' ? 'answer_lost' : 'answered');
    await expect(device.during(page.session.set_lock('4821', 5))).rejects.toThrow();
    device.server.fate = () => 'answered';
    page.crash();
    device.server.signed_in = undefined;
    const next = device.open();
    await next.session.start();
    await device.until(() => next.session.state === 'out', 'the lock');
    const [one] = next.session.others;
    expect(one).toMatchObject({ locked: true, refused: false });
    await next.session.open_locked(one!.device, '4821');
    await next.entries.load();
    expect(JSON.stringify(next.entries.all)).toContain('Only mine.');
  });

  test('taken off, but the device did not live to note it: the PIN opens it a last time', async () => {
    const { device, page } = await with_a_lock();
    device.server.fate = ({ path }) =>
      path === '/api/accounts/lock/remove' ? 'answer_lost' : 'answered';
    await expect(device.during(page.session.remove_lock())).rejects.toThrow();
    device.server.fate = () => 'answered';
    page.crash();
    const next = device.open();
    await next.session.start();
    const [one] = next.session.others;
    await next.session.open_locked(one!.device, '4821');
    expect(next.session.state).toBe('in');
    expect(next.session.lock_after).toBeUndefined();
    next.crash();
    const last = device.open();
    await last.session.start();
    expect(last.session.state).toBe('in');
  });

  test('taken off, the device opens by itself', async () => {
    const { device, page } = await with_a_lock();
    await page.session.remove_lock();
    page.crash();
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('in');
  });

  test('closes a device whose storage is full, and the server hears of it', async () => {
    const { device, page, server } = await with_a_lock();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    try {
      await device.during(page.session.sign_out({ forget: false }));
    } finally {
      put.mockRestore();
    }
    expect(page.session.state).toBe('out');
    expect(server.signed_in).toBeUndefined();
    page.crash();
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('out');
    expect(next.session.others).toMatchObject([{ locked: true }]);
  });

  test('other minutes are remembered here', async () => {
    const { device, page } = await with_a_lock();
    await page.session.set_lock_after(15);
    page.crash();
    const next = device.open();
    await next.session.start();
    await next.session.open_locked(next.session.others[0]!.device, '4821');
    expect(next.session.lock_after).toBe(15);
  });
});

test('a PIN is four to eight digits, typed with any keyboard', () => {
  expect(read_pin('4821')).toBe('4821');
  expect(read_pin(' ４８２１ ')).toBe('4821');
  for (const wrong of ['482', '482148214', '48a1', '']) expect(read_pin(wrong)).toBeUndefined();
});

describe('the time until a device locks', () => {
  function watched(minutes: number | undefined) {
    const clock = new FakeClock();
    const hands = new Hands(clock);
    let locked = 0;
    const time = new LockTime({
      clock,
      hands,
      after: () => minutes,
      lock: async () => void (locked += 1),
    });
    time.start();
    return { clock, hands, time, locked: () => locked };
  }

  test('runs while no hand is there, and only then', async () => {
    const { clock, hands, locked } = watched(5);
    await clock.pass(299_000);
    hands.touch();
    await clock.pass(299_000);
    expect(locked()).toBe(0);
    await clock.pass(2_000);
    expect(locked()).toBe(1);
  });

  test('waits while somebody listens, and is nothing without a lock', async () => {
    const listening = watched(1);
    const release = listening.hands.hold();
    await listening.clock.pass(600_000);
    expect(listening.locked()).toBe(0);
    release();
    await listening.clock.pass(61_000);
    expect(listening.locked()).toBe(1);
    const without = watched(undefined);
    await without.clock.pass(3_600_000);
    expect(without.locked()).toBe(0);
  });
});
