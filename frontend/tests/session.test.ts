import { describe, expect, test } from 'vitest';
import { Device } from './support/device.ts';
import { FakeClock } from './support/fake_clock.ts';
import { FakeServer } from './support/fake_server.ts';

async function joined(device = new Device()) {
  const page = device.open();
  await page.session.start();
  await page.session.join('ward7');
  return { device, page, server: device.server };
}

describe('joining', () => {
  test('makes an account with nothing to type, and opens it', async () => {
    const { page, server } = await joined();
    expect(page.session.state).toBe('in');
    expect(page.session.keep).toBe('own');
    expect(page.session.name).toMatch(/^[a-z]+ [a-z]+ \d{4}$/);
    expect(page.session.kept).toEqual({ passphrase: false, code: false });
    expect(page.session.organisation?.operator).toBe('University of Northfield');
    expect(server.people).toHaveLength(1);
  });

  test('draws another name when one is taken, and makes one account', async () => {
    const device = new Device();
    device.server.taken_names = 5;
    const { page, server } = await joined(device);
    const asked = server
      .list_seen('/api/accounts/join')
      .map((one) => JSON.parse(one.body) as { name: string });
    expect(asked).toHaveLength(6);
    expect(page.session.name).toBe(asked[5]?.name);
    expect(server.people).toHaveLength(1);
  });

  test('is one account however often its answer is lost', async () => {
    const device = new Device();
    let lost = 2;
    device.server.fate = ({ path }) =>
      path === '/api/accounts/join' && lost-- > 0 ? 'answer_lost' : 'answered';
    const page = device.open();
    await device.during(page.session.join('ward7'));
    expect(device.server.people).toHaveLength(1);
    const keys = device.server.list_seen('/api/accounts/join').map((one) => one.key);
    expect(new Set(keys).size).toBe(1);
  });

  test('begun without a network goes on with the same account at the next try', async () => {
    const device = new Device();
    device.server.online = false;
    const page = device.open();
    await page.session.start();
    await expect(device.during(page.session.join('ward7'))).rejects.toMatchObject({
      name: 'NoNetwork',
    });
    expect(page.session.state).toBe('out');
    device.server.online = true;
    await page.session.join('ward7');
    const secrets = device.server
      .list_seen('/api/accounts/join')
      .map((one) => (JSON.parse(one.body) as { device: { id: string } }).device.id);
    expect(new Set(secrets).size).toBe(1);
    expect(device.server.people).toHaveLength(1);
  });

  test('whose answer never came is finished by the next page', async () => {
    const device = new Device();
    device.server.fate = ({ path }) => (path.endsWith('/join') ? 'answer_lost' : 'answered');
    const page = device.open();
    await expect(device.during(page.session.join('ward7'))).rejects.toMatchObject({
      name: 'NoNetwork',
    });
    page.crash();
    device.server.fate = () => 'answered';
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('in');
    expect(device.server.people).toHaveLength(1);
  });

  test('with a code nobody gave out leaves nothing on the device', async () => {
    const device = new Device();
    const page = device.open();
    await expect(page.session.join('nope')).rejects.toMatchObject({ status: 404 });
    expect(await device.has_kept()).toBe(false);
    expect(page.session.state).not.toBe('in');
  });
});

describe('an own device', () => {
  test('is opened by the next page, without a word and without a network', async () => {
    const { device, page } = await joined();
    const name = page.session.name;
    page.crash();
    device.server.online = false;
    const next = device.open();
    await next.session.start();
    expect(next.session).toMatchObject({ state: 'in', name });
    await device.clock.pass(20_000);
    expect(next.session.offline).toBe(true);
    device.server.online = true;
    expect(await next.session.confirm()).toBe(true);
    expect(next.session.offline).toBe(false);
  });

  test('whose cookie is lost signs in again silently', async () => {
    const { device, page } = await joined();
    device.server.signed_in = undefined;
    await page.session.change_settings({ theme: 'night' });
    expect(device.server.signed_in).toBeDefined();
    expect(page.session.state).toBe('in');
  });

  test('with another person’s cookie never asks in that person’s name', async () => {
    const { device, page, server } = await joined();
    const first = page.session.person;
    const other = new Device(server, device.clock, 99).open();
    await other.session.join('ward7');
    expect(server.signed_in?.person.person).not.toBe(first);
    page.crash();
    const next = device.open();
    await next.session.start();
    expect(await next.session.confirm()).toBe(true);
    expect(server.signed_in?.person.person).toBe(first);
  });

  test('that was removed elsewhere closes', async () => {
    const { device, page, server } = await joined();
    server.people[0]!.ways = [];
    server.signed_in = undefined;
    await expect(page.session.change_settings({ theme: 'night' })).rejects.toMatchObject({
      status: 401,
    });
    expect(page.session).toMatchObject({ state: 'out', refused: true });
    expect(await device.has_kept()).toBe(true);
    await device.until(() => page.session.others[0]?.refused === true, 'the note of it');

    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('out'); // it does not show her place just to take it away
    const [known] = next.session.others;
    expect(known).toMatchObject({ refused: true });
    const opened = next.session.sign_in_device(known!.device);
    await expect(opened).rejects.toMatchObject({ status: 401 });
    await next.session.forget_device(known!.device);
    expect(next.session.others).toEqual([]);
    expect(await device.has_kept()).toBe(false);
  });

  test('that a tap finds removed says so; a server that knows it again takes that back', async () => {
    const { device, page, server } = await joined();
    await page.session.sign_out({ forget: false });
    const ways = server.people[0]!.ways;
    server.people[0]!.ways = [];
    const next = device.open();
    await next.session.start();
    const [known] = next.session.others;
    expect(known).toMatchObject({ refused: false });
    const opened = next.session.sign_in_device(known!.device);
    await expect(opened).rejects.toMatchObject({ status: 401 });
    expect(next.session.others).toMatchObject([{ refused: true }]);
    server.people[0]!.ways = ways;
    await next.session.sign_in_device(known!.device);
    await next.session.sign_out({ forget: false });
    expect(next.session.others).toMatchObject([{ refused: false }]);
  });

  test('signed out does not open by itself, but with one tap', async () => {
    const { device, page } = await joined();
    const { name } = page.session;
    await page.session.sign_out({ forget: false });
    expect(page.session.state).toBe('out');
    expect(device.server.signed_in).toBeUndefined();
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('out');
    const [known] = next.session.others;
    expect(known?.name).toBe(name);
    await next.session.sign_in_device(known!.device);
    expect(next.session).toMatchObject({ state: 'in', name });
  });

  test('does not forget the only way in', async () => {
    const { page } = await joined();
    await expect(page.session.sign_out({ forget: true })).rejects.toMatchObject({ status: 409 });
    expect(page.session.state).toBe('in');
  });

  test('forgets everything when asked, once there is another way in', async () => {
    const { device, page } = await joined();
    await page.session.keep_code(page.session.new_code());
    await page.session.sign_out({ forget: true });
    expect(page.session.others).toEqual([]);
    expect(await device.has_kept()).toBe(false);
  });

  test('holds several accounts; opening one closes it for the other window', async () => {
    const { device, page } = await joined();
    const first = page.session.name;
    const second = device.open();
    await second.session.start();
    await second.session.sign_out({ forget: false });
    await device.until(() => page.session.state === 'out', 'the other window closing');
    await second.session.join('ward8');
    expect(second.session.others.map((one) => one.name)).toEqual([first]);
    await second.session.sign_in_device(second.session.others[0]!.device);
    expect(second.session.name).toBe(first);
    expect(second.session.others).toHaveLength(1);
  });

  test('deleted leaves nothing, here or there', async () => {
    const { device, page, server } = await joined();
    await page.session.delete_account();
    expect(server.people).toHaveLength(0);
    expect(page.session.state).toBe('out');
    expect(await device.has_kept()).toBe(false);
  });
});

describe('another browser', () => {
  async function with_ways() {
    const server = new FakeServer();
    const clock = new FakeClock();
    const { page } = await joined(new Device(server, clock, 3));
    const passphrase = await page.session.new_passphrase();
    await page.session.keep_passphrase(passphrase);
    const code = page.session.new_code();
    await page.session.keep_code(code);
    const entry = await page.entries.keep({ kind: 'stress_diary' }, { thought: 'too fast' });
    await page.entries.settle_all();
    page.crash();
    server.signed_in = undefined;
    const device = new Device(server, clock, 4);
    return { server, device, passphrase, code, name: page.session.name, entry };
  }

  test('opens with the passphrase and reads what was written; shared keeps nothing', async () => {
    const { device, passphrase, name, entry } = await with_ways();
    const page = device.open();
    await page.session.start();
    await page.session.sign_in_passphrase(
      ` ${name.toUpperCase()}`,
      passphrase.text.toUpperCase(),
      'shared',
    );
    expect(page.session).toMatchObject({
      state: 'in',
      keep: 'shared',
      kept: { passphrase: true, code: true },
    });
    expect((await page.entries.resume(entry.id)).read('thought')).toBe('too fast');
    const own = page.entries.open({ kind: 'stress_diary' });
    own.write('thought', 'on a shared computer');
    await own.settled();
    expect(await page.entries.settle_all()).toBe(true);
    expect(await device.has_kept()).toBe(false);
    page.crash();
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('out');
  });

  test('becomes an own device only when told so', async () => {
    const { device, passphrase, name } = await with_ways();
    const page = device.open();
    await page.session.sign_in_passphrase(name, passphrase.text, 'shared');
    await page.session.make_own();
    expect(page.session.keep).toBe('own');
    page.crash();
    const next = device.open();
    await next.session.start();
    expect(next.session).toMatchObject({ state: 'in', name });
  });

  test('does not make a second device of a known one', async () => {
    const { device, passphrase, name, server } = await with_ways();
    const page = device.open();
    await page.session.sign_in_passphrase(name, passphrase.text, 'own');
    const ways = server.people[0]!.ways.length;
    await page.session.sign_out({ forget: false });
    await page.session.sign_in_passphrase(name, passphrase.text, 'own');
    expect(server.people[0]!.ways).toHaveLength(ways);
  });

  test('is not opened by a wrong passphrase', async () => {
    const { device, name } = await with_ways();
    const page = device.open();
    const wrong = page.session.sign_in_passphrase(
      name,
      'acorn acorn acorn acorn acorn oak',
      'shared',
    );
    await expect(wrong).rejects.toMatchObject({ status: 401, key: 'accounts.not_recognised' });
    expect(page.session.state).not.toBe('in');
  });

  test('does not hash a passphrase as weakly as a server asks', async () => {
    const { device, name, passphrase, server } = await with_ways();
    server.iterations = 10_000;
    const page = device.open();
    const weak = page.session.sign_in_passphrase(name, passphrase.text, 'shared');
    await expect(weak).rejects.toMatchObject({ name: 'VaultFault', kind: 'kdf_too_weak' });
    expect(server.list_seen('/api/accounts/sign-in/passphrase')).toHaveLength(0);
  });

  test('opens with the recovery code, which gives way to a new one in the same write', async () => {
    const { device, code, server, entry } = await with_ways();
    const page = device.open();
    const recovery = await page.session.open_recovery(code.toLowerCase().replaceAll('-', ' '));
    expect(await page.session.open_recovery(code)).toMatchObject({ name: recovery.name }); // nothing used up yet
    await page.session.finish_recovery(recovery, 'own');
    expect(page.session).toMatchObject({ state: 'in', keep: 'own' });
    expect((await page.entries.resume(entry.id)).read('thought')).toBe('too fast');
    await expect(page.session.open_recovery(code)).rejects.toMatchObject({ status: 401 });
    expect((await page.session.open_recovery(recovery.new_code)).name).toBe(recovery.name);
    expect(server.people[0]!.ways.filter((way) => way.kind === 'code')).toHaveLength(1);
    page.crash();
    const next = device.open();
    await next.session.start();
    expect(next.session.state).toBe('in');
  });

  test.each(['leaving', 'deleting'])(
    'that holds the keys of others keeps them when somebody is %s who shared it',
    async (how) => {
      const { device, passphrase, name, server } = await with_ways();
      const { page } = await joined(device);
      const kept = page.session.name;
      await page.session.sign_out({ forget: false });
      await page.session.sign_in_passphrase(name, passphrase.text, 'shared');
      if (how === 'leaving') await page.session.sign_out({ forget: true });
      else await page.session.delete_account();

      const path = `/api/accounts/${how === 'leaving' ? 'sign-out' : 'delete'}`;
      const asked = server.list_seen(path).at(-1);
      expect(JSON.parse(asked?.body ?? '')).toMatchObject({ others_here: true });
      const next = device.open();
      await next.session.start();
      expect(next.session.others.map((one) => one.name)).toEqual([kept]);
      await next.session.sign_in_device(next.session.others[0]!.device);
      expect(next.session).toMatchObject({ state: 'in', name: kept });
    },
  );

  test('that holds no other keys is cleared whole', async () => {
    const { device, passphrase, name, server } = await with_ways();
    const page = device.open();
    await page.session.sign_in_passphrase(name, passphrase.text, 'shared');
    await page.session.sign_out({ forget: true });
    expect(server.list_seen('/api/accounts/sign-out').at(-1)?.body).toBe('{}');
    await page.session.sign_in_passphrase(name, passphrase.text, 'own');
    await page.session.sign_out({ forget: false });
    await page.session.sign_in_passphrase(name, passphrase.text, 'shared');
    await page.session.delete_account(); // what she kept here herself goes with her
    expect(server.list_seen('/api/accounts/delete').at(-1)?.body).toBe('{"confirm":"delete"}');
    expect(await device.has_kept()).toBe(false);
  });

  test('whose shared session has run out is out', async () => {
    const { device, passphrase, name, server } = await with_ways();
    const page = device.open();
    await page.session.sign_in_passphrase(name, passphrase.text, 'shared');
    server.signed_in = undefined;
    await expect(page.session.change_settings({ sound: true })).rejects.toMatchObject({
      status: 401,
    });
    expect(page.session).toMatchObject({ state: 'out', refused: false });
  });

  test('whose session ends in mid-sentence still has the sentence when she comes back', async () => {
    const { device, passphrase, name, server } = await with_ways();
    const page = device.open();
    await page.session.sign_in_passphrase(name, passphrase.text, 'shared');
    const entry = page.entries.open({ kind: 'stress_diary' });
    server.signed_in = undefined;
    entry.write('thought', 'the bell rang'); // not even sealed yet
    await page.session.change_settings({ sound: true }).catch(() => undefined);
    expect(page.session.state).toBe('out');
    await page.session.sign_in_passphrase(name, passphrase.text, 'shared');
    const again = await page.entries.resume(entry.id);
    expect(again.read('thought')).toBe('the bell rang');
    await device.until(() => again.state('thought') === 'kept', 'its being kept');
    expect(await device.has_kept()).toBe(false);
  });
});

test('a device nobody joined on is left untouched', async () => {
  const device = new Device();
  const page = device.open();
  await page.session.start();
  expect(page.session.state).toBe('out');
  expect(await device.has_kept()).toBe(false);
  expect(device.server.seen).toHaveLength(0);
});

test('settings act at once and are kept', async () => {
  const { device, page, server } = await joined();
  await page.session.change_settings({ theme: 'discreet', text_size: 'large' });
  expect(device.applied.at(-1)).toMatchObject({
    theme: 'discreet',
    text_size: 'large',
    region: 'GB',
  });
  expect(server.people[0]!.settings).toMatchObject({ theme: 'discreet', text_size: 'large' });
});

test('whoever chose no region has her employer’s, each time she comes, and her own once she chose', async () => {
  const device = new Device();
  device.server.country = 'CN';
  let { page } = await joined(device);
  const again = async () => {
    await device.during(page.session.confirm());
    expect(device.server.people[0]!.settings.region).toBe(
      page.session.settings.region === 'CN' ? undefined : 'other',
    );
    page.crash();
    page = device.open();
    await page.session.start();
    return page.session.settings.region;
  };
  expect(page.session.settings.region).toBe('CN');
  expect(await again()).toBe('CN');
  expect(await again()).toBe('CN');
  await device.during(page.session.change_settings({ region: 'other' }));
  expect(await again()).toBe('other');
});

test('settings chosen without a network act, outlive the page, and are sent later', async () => {
  const { device, page, server } = await joined();
  server.fate = () => 'lost';
  await device.during(page.session.change_settings({ theme: 'night' }));
  await device.during(page.session.change_settings({ sound: true }));
  expect(page.session.settings).toMatchObject({ theme: 'night', sound: true });
  page.crash();
  server.fate = () => 'answered';
  const next = device.open();
  await next.session.start();
  expect(next.session.settings).toMatchObject({ theme: 'night', sound: true });
  await device.until(() => server.people[0]!.settings.sound === true, 'the settings');
  expect(server.people[0]!.settings).toMatchObject({ theme: 'night', sound: true });
  const asked = server.list_seen('/api/accounts/settings').length;
  await device.during(next.session.confirm());
  await device.clock.pass(60_000);
  expect(server.list_seen('/api/accounts/settings')).toHaveLength(asked);
});

describe('a browser that may clear what it keeps', () => {
  test('is asked not to when a device becomes hers, once, and its answer is known', async () => {
    const { device, page } = await joined();
    await device.until(() => page.session.stays === true, 'the answer');
    expect(device.staying.asked).toBe(1);
    page.crash();
    const next = device.open();
    await next.session.start();
    await device.until(() => next.session.stays === true, 'the answer again');
    expect(device.staying.asked).toBe(1);
  });

  test('that refuses is no fault: the account opens, and the refusal can be said', async () => {
    const device = new Device();
    device.staying.grants = false;
    const { page } = await joined(device);
    await device.until(() => page.session.stays === false, 'the refusal');
    expect(page.session.state).toBe('in');
  });

  test('is asked for a device that comes in by passphrase too, never on a shared computer', async () => {
    const { page, server } = await joined();
    const passphrase = await page.session.new_passphrase();
    await page.session.keep_passphrase(passphrase);
    const laptop = new Device(server);
    const there = laptop.open();
    await there.session.sign_in_passphrase(page.session.name, passphrase.text, 'shared');
    expect(laptop.staying.asked).toBe(0);
    expect(there.session.stays).toBeUndefined();
    await there.session.make_own();
    await laptop.until(() => there.session.stays === true, 'the answer');
    expect(laptop.staying.asked).toBe(1);
  });
});
