// R18: asked to stop while 256 lines write, the server ends within ten seconds; nothing it acknowledged is lost, and whoever
// was not answered sees a line that closes and finds, asking again with the same key, that it happened once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Line, question } from '../support/line.mjs';
import { Person, hex, sealed } from '../support/person.mjs';
import { controls, demo_folder, start } from '../support/server.mjs';

const lines = 256;
const people_count = 32;
const seconds_max = 10;

/** Writes without a pause until the line ends; keeps what stands on the screen and what nobody answered. */
async function write_on(person, port, seen, stop) {
    const line = new Line(port);
    const mine = { person, entry: hex(), version: undefined };
    seen.writers.push(mine);
    if (!(await line.opened)) return;
    while (!line.over && !stop.given_up) {
        const version = hex();
        const key = hex();
        const fields = [{ field: 'situation', version, replaces: mine.version ? [mine.version] : [], sealed: sealed() }];
        const answer = await line.ask(question(person, 'POST', `/api/exercises/entries/${mine.entry}/fields`, { fields }, { 'idempotency-key': key }));
        if (!answer) {
            mine.unanswered = { version, key, fields };
            break;
        }
        if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
        mine.version = version;
        seen.acknowledged += 1;
        if (stop.asked) seen.after_the_signal += 1;
        if (answer.closes) break;
    }
    mine.over = line.over;
    line.close();
}

/** Begins a question and sends a byte of it now and then. */
async function drip(person, port, stop) {
    const line = new Line(port);
    if (!(await line.opened)) return;
    const bytes = question(person, 'POST', `/api/exercises/entries/${hex()}/fields`, { fields: [{ sealed: sealed(4096) }] }, { 'idempotency-key': hex() });
    line.say(bytes.slice(0, -3000));
    for (let at = bytes.length - 3000; !line.over && !stop.given_up; ++at) {
        line.say(bytes[at]);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    line.close();
}

async function stop_under_load({ binary, options = [], slow = 0 }) {
    const folder = demo_folder('stop');
    try {
        let server = await start(folder.data);
        const people = [];
        for (let i = 0; i < people_count; ++i) people.push(await new Person(server.url).join(folder.codes[i % 2]));
        if (binary) {
            await server.kill();
            server = await start(folder.data, { binary, options });
        }
        const stop = { asked: false, given_up: false };
        const seen = { writers: [], acknowledged: 0, after_the_signal: 0 };
        const writing = Array.from({ length: lines }, (_, i) => write_on(people[i % people_count], server.port, seen, stop));
        const dripping = Array.from({ length: slow }, (_, i) => drip(people[i], server.port, stop));
        while (seen.acknowledged < 4 * lines) await Promise.race([new Promise((r) => setTimeout(r, 5)), Promise.all(writing)]);
        stop.asked = true;
        const began = performance.now();
        server.kill('SIGTERM');
        const late = new Promise((resolve) => setTimeout(() => resolve({ late: true }), (seconds_max + 2) * 1000).unref());
        const ended = await Promise.race([server.ended, late]);
        const seconds = (performance.now() - began) / 1000;
        if (ended.late) await server.kill('SIGKILL');
        stop.given_up = true;
        await Promise.all([...writing, ...dripping]);

        server = await start(folder.data);
        const lost = [];
        let repeated = 0;
        for (const { person, entry, version, unanswered } of seen.writers) {
            person.url = server.url;
            if (unanswered) {
                const again = await person.write(entry, unanswered.fields, unanswered.key);
                const heads = again.json?.fields?.flatMap((f) => f.heads.map((h) => h.version)) ?? [];
                if (again.status !== 200 || heads.length !== 1 || heads[0] !== unanswered.version) lost.push({ entry, again: again.text });
                repeated += 1;
            } else if (version) {
                const answer = await person.ask('GET', `/api/exercises/entries/${entry}`);
                const heads = answer.json?.fields?.flatMap((f) => f.heads.map((h) => h.version)) ?? [];
                if (!heads.includes(version)) lost.push({ entry, version, status: answer.status });
            }
        }
        await server.kill();
        const broken = seen.writers.filter((w) => w.over && w.over !== 'closed').map((w) => w.over);
        return { seconds, ...ended, lost, repeated, broken, ...seen };
    } finally {
        folder.remove();
    }
}

test('256 lines write, and it stops: in time, nothing acknowledged lost, every line answered or closed', { timeout: 120_000 }, async (t) => {
    const seen = await stop_under_load({});
    assert.ok(seen.seconds < seconds_max, `it took ${seen.seconds} s`);
    assert.equal(seen.code, 0);
    assert.deepEqual(seen.lost, []);
    assert.deepEqual(seen.broken, [], 'a line was broken off instead of closed');
    t.diagnostic(`stopped in ${seen.seconds.toFixed(2)} s; ${seen.acknowledged} acknowledged, ${seen.after_the_signal} after the signal, ${seen.repeated} asked again`);
});

test('lines that drip hold it up for less than ten seconds', { timeout: 120_000 }, async (t) => {
    const seen = await stop_under_load({ slow: 8 });
    assert.ok(seen.seconds < seconds_max, `it took ${seen.seconds} s`);
    assert.equal(seen.code, 0);
    assert.deepEqual(seen.lost, []);
    t.diagnostic(`stopped in ${seen.seconds.toFixed(2)} s beside 8 slow lines`);
});

test('control: a server that waits for slow lines does not stop in time', { timeout: 120_000 }, async () => {
    const seen = await stop_under_load({ binary: controls, options: ['--control', 'wait-long'], slow: 8 });
    assert.ok(seen.late || seen.seconds >= seconds_max, `it stopped after ${seen.seconds} s`);
});

test('control: a server that answers early and leaves at once does lose', { timeout: 120_000 }, async () => {
    let lost = 0;
    for (let round = 0; round < 10 && lost === 0; ++round) lost = (await stop_under_load({ binary: controls, options: ['--control', 'leave-at-once'] })).lost.length;
    assert.ok(lost > 0, 'the test would not notice a server that leaves before the commit');
});
