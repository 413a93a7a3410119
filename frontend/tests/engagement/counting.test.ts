// Nothing is told of who did not agree, and nothing that fails is ever noticed.
import { expect, test } from 'vitest';
import { Counting, type Events } from '../../src/features/engagement/counting.ts';

function world({ counted = true, confirmed = true, fails = false } = {}) {
  const sent: Events[] = [];
  const told = { asked: 0, elapsed: 0, counted };
  const counting = new Counting({
    clock: { now: () => 0, elapsed: () => told.elapsed, after: () => () => undefined },
    confirm: () => Promise.resolve(confirmed),
    ask: () => {
      told.asked += 1;
      return fails
        ? Promise.reject(new Error('no network'))
        : Promise.resolve({ counted: told.counted });
    },
    say: (wanted) => Promise.resolve({ counted: (told.counted = wanted) }),
    send: (events) => {
      sent.push(events);
      return Promise.resolve();
    },
  });
  return { counting, sent, told };
}

const settled = () => new Promise((done) => setImmediate(done));

test('who agreed is counted: the app first, then what was begun and finished, in minutes', async () => {
  const { counting, sent, told } = world();
  const finished = counting.begin('step', 'c1-begin/try');
  await settled();
  told.elapsed = 4 * 60_000 + 10_000;
  finished();
  finished();
  await settled();
  expect(sent).toEqual([
    {
      events: [
        { kind: 'opened', item_kind: 'app' },
        { kind: 'began', item_kind: 'step', item: 'c1-begin/try' },
      ],
    },
    { events: [{ kind: 'finished', item_kind: 'step', item: 'c1-begin/try', minutes: 4 }] },
  ]);
  expect(told.asked).toEqual(1);
});

test('who did not agree, whom the server does not know, and who has no connection send nothing', async () => {
  for (const how of [{ counted: false }, { confirmed: false }, { fails: true }]) {
    const { counting, sent } = world(how);
    counting.begin('pause', 'three-breaths')();
    await settled();
    expect(sent).toEqual([]);
  }
});

test('a no holds at once, a yes too', async () => {
  const { counting, sent } = world();
  expect(await counting.choose(false)).toEqual(false);
  counting.begin('pause', 'three-breaths');
  await settled();
  expect(sent.length).toEqual(0);
  await counting.choose(true);
  counting.begin('pause', 'three-breaths');
  await settled();
  expect(sent.length).toEqual(1);
});

test('another account is asked anew', async () => {
  const { counting, told, sent } = world();
  await counting.is_counted();
  counting.changed();
  told.counted = false;
  counting.begin('step', 'a/b');
  await settled();
  expect(told.asked).toEqual(2);
  expect(sent).toEqual([]);
});

test('a day left open counts as four hours at most', async () => {
  const { counting, sent, told } = world();
  const finished = counting.begin('pause', 'three-breaths');
  told.elapsed = 24 * 3_600_000;
  finished();
  await settled();
  expect(
    sent.flatMap(({ events }) => events).find((use) => use.kind === 'finished')?.minutes,
  ).toEqual(240);
});
