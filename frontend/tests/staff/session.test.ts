// Passphrase and code again: the request that needed them goes out once more, as it was, with its key.
// A desk that nobody touches covers itself, and nothing of what was typed is lost by it.
import { beforeEach, describe, expect, test } from 'vitest';
import { Api } from '../../src/base/api.ts';
import { Hands } from '../../src/base/hands.ts';
import { DeskApi, NotNow } from '../../src/staff/base/desk_api.ts';
import { Deed } from '../../src/staff/base/deed.svelte.ts';
import { Session, connect, covers_after } from '../../src/staff/features/staff/session.svelte.ts';
import type { Ways } from '../../src/staff/features/staff/session.svelte.ts';
import { FakeClock } from '../support/fake_clock.ts';
import { SeededRandom } from '../support/seeded_random.ts';
import { FakeDesk } from './support/fake_desk.ts';

const right = { passphrase: 'right', totp: '123456' };
const wrong = { passphrase: 'wrong', totp: '123456' };
const minute = 60_000;

let desk: FakeDesk;
let clock: FakeClock;
let hands: Hands;
let asks: DeskApi;
let session: Session;

beforeEach(async () => {
  desk = new FakeDesk();
  clock = new FakeClock();
  hands = new Hands(clock);
  const api = new Api({ fetch: desk.fetch, clock, random: new SeededRandom() });
  const straight = { final: true };
  const ways: Ways = {
    me: () => api.get('/api/staff/me', straight),
    sign_in: (sign_in_name, given) =>
      api.post('/api/staff/sign-in', { sign_in_name, ...given }, straight),
    refresh: (given) => api.post('/api/staff/refresh', given, straight),
    sign_out: () => api.post('/api/staff/sign-out', {}, { ...straight, attempts: 1 }),
  };
  asks = new DeskApi(api, new SeededRandom());
  session = connect(new Session({ clock, hands, ways }), asks);
  await session.sign_in('mara', right);
});

const quiet = () => clock.pass(0);
const invitation = { name: 'Ben', role: 'coach' };
const invites = () => desk.asked.filter((one) => one.path === '/api/staff/invitations');

describe('a deed that wants passphrase and code again', () => {
  test('is repeated as it was, with the same key, and its answer arrives', async () => {
    const answer = asks.post<{ link: string }>('/api/staff/invitations', invitation);
    await quiet();
    expect(session.asking).toBe('fresh');
    await session.give(right);
    expect((await answer).link).toContain('#enrol=');
    expect(session.asking).toBeUndefined();
    const [first, second, ...more] = invites();
    expect(more).toEqual([]);
    expect(first?.key).toMatch(/^[0-9a-f]{32}$/);
    expect(second).toEqual(first);
  });

  test('put off, it does not happen, and nobody is told of a fault', async () => {
    const deed = new Deed();
    const done = deed.do(() => asks.post('/api/staff/invitations', invitation));
    await quiet();
    session.not_now();
    expect(await done).toBe(false);
    expect(deed.trouble).toBeUndefined();
    expect(deed.working).toBe(false);
    expect(invites()).toHaveLength(1);
  });

  test('a wrong passphrase is said, and the question stays', async () => {
    const answer = asks.post('/api/staff/invitations', invitation);
    await quiet();
    await expect(session.give(wrong)).rejects.toMatchObject({ key: 'staff.sign_in_wrong' });
    expect(session.asking).toBe('fresh');
    await session.give(right);
    await answer;
  });

  test('if the session ended meanwhile, the same words sign in, and it goes on from there', async () => {
    const answer = asks.post<{ link: string }>('/api/staff/invitations', invitation);
    await quiet();
    desk.signed_in = false;
    await session.give(right);
    await quiet();
    expect(session.asking).toBe('fresh'); // a new session is not yet a fresh one here
    await session.give(right);
    expect((await answer).link).toContain('#enrol=');
    expect(new Set(invites().map((one) => one.key)).size).toBe(1);
  });

  test('asked by a server that is never content ends in its refusal, not in a circle', async () => {
    desk.never_content = true;
    const answer = asks.post('/api/staff/invitations', invitation);
    answer.catch(() => undefined);
    for (let times = 0; times < 2; times += 1) {
      await quiet();
      await session.give(right);
    }
    await expect(answer).rejects.toMatchObject({ key: 'staff.not_fresh' });
  });
});

describe('a session that ended', () => {
  test('asks to sign in again and then answers what was asked', async () => {
    desk.signed_in = false;
    const answer = asks.get('/api/site');
    await quiet();
    expect(session.asking).toBe('again');
    expect(session.state).toBe('in'); // the screen stays as it is, below
    expect(session.covered).toBe(true);
    session.not_now();
    expect(session.asking).toBe('again');
    await session.give(right);
    expect(await answer).toMatchObject({ missing: [] });
  });

  test('left for good, it is over, and what waited does not happen', async () => {
    desk.signed_in = false;
    const answer = asks.get('/api/site');
    await quiet();
    session.leave();
    await expect(answer).rejects.toBeInstanceOf(NotNow);
    expect(session.state).toBe('out');
    expect(session.me).toBeUndefined();
  });

  test('somebody else signs in: what the first had begun is not done in the other’s name', async () => {
    desk.signed_in = false;
    const answer = asks.post('/api/staff/invitations', invitation);
    answer.catch(() => undefined);
    await quiet();
    const { me } = desk;
    desk.me = () => ({ ...me.call(desk), id: 'ff'.repeat(16), name: 'Ben' });
    await session.give(right, 'ben');
    await expect(answer).rejects.toBeInstanceOf(NotNow);
    expect(session.me?.name).toBe('Ben');
    expect(invites()).toHaveLength(1);
  });
});

describe('a desk nobody touches', () => {
  const passes = async (milliseconds: number, touched = false) => {
    for (let left = milliseconds; left > 0; left -= minute / 2) {
      if (touched) hands.touch();
      await clock.pass(Math.min(left, minute / 2));
      desk.now = clock.now();
    }
  };

  test('says so in time, covers itself, ends its session, and opens as it was', async () => {
    await passes(covers_after - 1.5 * minute);
    expect(session.covers_in).toBeLessThanOrEqual(1.5 * minute);
    expect(session.covered).toBe(false);
    await passes(1.5 * minute);
    await clock.pass(1000);
    expect(session.covered).toBe(true);
    expect(session.state).toBe('in'); // what was typed stays where it is, below
    expect(desk.signed_in).toBe(false);
    expect(session.asking).toBe('again');
    await session.give(right);
    expect(session.covered).toBe(false);
    expect(session.asking).toBeUndefined();
  });

  test('one touch in time keeps it open', async () => {
    await passes(covers_after - minute);
    hands.touch();
    await passes(covers_after - minute);
    expect(session.covered).toBe(false);
    expect(session.covers_in).toBeDefined();
    hands.touch();
    await clock.pass(1000);
    expect(session.covers_in).toBeUndefined();
  });

  test('whoever types for an hour without asking anything is not signed out', async () => {
    await passes(60 * minute, true);
    expect(session.covered).toBe(false);
    expect(desk.asked.filter((one) => one.path === '/api/staff/me').length).toBeGreaterThan(5);
    desk.asked.length = 0;
    await passes(4 * minute);
    expect(desk.asked).toEqual([]); // nobody is there: nothing keeps it open
  });

  test('is not opened by the answer to its own sign-out', async () => {
    let let_go: () => void = () => undefined;
    const { fetch } = desk;
    const slow = new Promise<void>((done) => (let_go = done));
    const order: string[] = [];
    Object.assign(desk, {
      fetch: async (...given: Parameters<typeof fetch>) => {
        order.push(String(given[0]));
        if (String(given[0]).endsWith('sign-out')) await slow;
        return fetch(...given);
      },
    });
    const api = new Api({ fetch: desk.fetch, clock, random: new SeededRandom() });
    const ways: Ways = {
      me: () => api.get('/api/staff/me'),
      sign_in: (sign_in_name, given) => api.post('/api/staff/sign-in', { sign_in_name, ...given }),
      refresh: (given) => api.post('/api/staff/refresh', given),
      sign_out: () => api.post('/api/staff/sign-out', {}),
    };
    const other = new Session({ clock, hands, ways });
    await other.sign_in('mara', right);
    await clock.pass(covers_after + 1000);
    const back = other.give(right);
    await quiet();
    expect(order.at(-1)).toBe('/api/staff/sign-out');
    let_go();
    await back;
    expect(order.at(-1)).toBe('/api/staff/sign-in');
    expect(desk.signed_in).toBe(true);
  });
});

test('the end of the whole session is counted from what the server says, whatever this wall says', async () => {
  clock.set_wall(3 * 365 * 24 * 60 * minute);
  hands.touch(); // the wall jumped: a hand is here
  desk.now += minute;
  await session.sign_in('mara', right);
  for (let half = 0; half < 2 * (8 * 60 - 9); half += 1) {
    hands.touch();
    await clock.pass(minute / 2);
    desk.now += minute / 2;
  }
  expect(session.ends_in).toBeLessThanOrEqual(9.5 * minute);
  expect(session.ends_in).toBeGreaterThan(8 * minute);
  const again = session.renew();
  await session.give(right);
  expect(await again).toBe(true);
  await clock.pass(1000);
  expect(session.ends_in).toBeUndefined();
});
