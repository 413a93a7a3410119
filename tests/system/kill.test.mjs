// P2: what was acknowledged survives kill -9. The control answers before the commit and must lose something.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { Person, hex, sealed } from '../support/person.mjs';
import { postgres_installed, start_postgres } from '../support/postgres.mjs';
import { controls, demo_folder, start } from '../support/server.mjs';

const rounds = process.env.BREATHER_LONG ? 500 : 25;

/** The other field of the same write: a version that tells which write it belongs to. */
const twin = (version) => createHash('sha256').update(version).digest('hex').slice(0, 32);

/** Writers that never stop by themselves, two fields a write; each remembers what was acknowledged to it. */
async function write_until_killed(person, acknowledged, stop, count) {
    const entry = hex();
    let on_screen = [];
    for (let i = 0; !stop.now; ++i) {
        const version = hex();
        try {
            const answer = await person.write(entry, [
                { field: 'situation', version, replaces: on_screen, sealed: sealed() },
                { field: 'thought', version: twin(version), replaces: on_screen.map(twin), sealed: sealed() },
            ]);
            if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
            for (const old of on_screen) acknowledged.delete(`${entry} ${old}`);
            acknowledged.set(`${entry} ${version}`, { person, entry, version });
            count.writes += 1;
            on_screen = [version];
        } catch (failure) {
            if (!stop.now) throw failure;
            // Unknown outcome: the write in flight may have taken the place of what it replaces, or not. One of both is there.
            for (const old of on_screen) acknowledged.set(`${entry} ${old}`, { person, entry, version: old, or: version });
        }
    }
}

async function lost_after_kills(binary, options, how_many, { until_harm = false, settings = '' } = {}) {
    const folder = demo_folder('kill', binary, settings);
    const lost = [];
    const halved = [];
    let slowest_start_ms = 0;
    const count = { writes: 0, looked_for: 0 };
    try {
        // The program itself takes them in: a control that answers too early would lose their sessions already.
        let server = await start(folder.data);
        const people = [];
        for (let i = 0; i < 4; ++i) people.push(await new Person(server.url).join(folder.codes[0]));
        await server.kill();
        server = await start(folder.data, { binary, options });
        for (const p of people) p.url = server.url;
        for (let round = 0; round < how_many && !(until_harm && lost.length + halved.length > 0); ++round) {
            const acknowledged = new Map();
            const stop = { now: false };
            const writers = people.flatMap((p) => [1, 2, 3, 4].map(() => write_until_killed(p, acknowledged, stop, count)));
            const enough = 40 + 17 * (round % 13); // kill at differing moments of the writer's round
            await until(() => acknowledged.size >= 12, writers);
            await progress(enough);
            stop.now = true;
            await server.kill('SIGKILL');
            await Promise.all(writers);
            server = await start(folder.data, { binary, options });
            slowest_start_ms = Math.max(slowest_start_ms, server.ready_ms);
            for (const p of people) p.url = server.url;
            for (const { person, entry, version, or } of acknowledged.values()) {
                const answer = await person.ask('GET', `/api/exercises/entries/${entry}`);
                const heads_of = (name) => answer.json?.fields?.find((f) => f.field === name)?.heads.map((h) => h.version) ?? [];
                const heads = heads_of('situation');
                if (heads.map(twin).sort().join() !== heads_of('thought').sort().join()) halved.push({ round, entry, status: answer.status });
                if (!heads.includes(version) && !heads.includes(or)) lost.push({ round, entry, version, status: answer.status });
            }
            count.looked_for += acknowledged.size;
        }
        await server.kill();
    } finally {
        folder.remove();
    }
    return { lost, halved, count, slowest_start_ms };

    async function until(done, running) {
        while (!done()) await Promise.race([new Promise((r) => setImmediate(r)), Promise.race(running)]);
    }
    async function progress(ms) {
        await new Promise((resolve) => setTimeout(resolve, ms));
    }
}

test(`kill -9, ${rounds} rounds: nothing acknowledged is lost, nothing is there by half`, { timeout: 40 * 60_000 }, async (t) => {
    const { lost, halved, count, slowest_start_ms } = await lost_after_kills(undefined, [], rounds);
    t.diagnostic(JSON.stringify({ rounds, ...count, slowest_start_ms: Math.round(slowest_start_ms) }));
    assert.ok(count.writes > rounds * 12 && count.looked_for > rounds, `too little was written: ${JSON.stringify(count)}`);
    assert.deepEqual(lost, []);
    assert.deepEqual(halved, []);
    assert.ok(slowest_start_ms < 3000, `ready after ${slowest_start_ms} ms`);
});

test('control: a server that answers before the commit does lose', { timeout: 20 * 60_000 }, async () => {
    assert.ok(existsSync(controls), 'build the target breather_controls');
    const { lost } = await lost_after_kills(controls, ['--control', 'answer-before-commit'], 100, { until_harm: true });
    assert.ok(lost.length > 0, 'the kill test would not notice a server that answers too early');
});

test('control: a server that commits statement by statement does halve', { timeout: 20 * 60_000 }, async () => {
    const { halved } = await lost_after_kills(controls, ['--control', 'piece-by-piece'], 100, { until_harm: true });
    assert.ok(halved.length > 0, 'the kill test would not notice a write that is there by half');
});

test('kill -9 on PostgreSQL, by which the same holds and the same control loses', { timeout: 40 * 60_000, skip: !postgres_installed }, async (t) => {
    const postgres = start_postgres();
    try {
        const few = process.env.BREATHER_LONG ? 100 : 6;
        const { lost, halved, count, slowest_start_ms } = await lost_after_kills(undefined, [], few, { settings: postgres.settings('whole') });
        t.diagnostic(JSON.stringify({ rounds: few, ...count, slowest_start_ms: Math.round(slowest_start_ms) }));
        assert.ok(count.writes > few * 12 && count.looked_for > few, `too little was written: ${JSON.stringify(count)}`);
        assert.deepEqual(lost, []);
        assert.deepEqual(halved, []);
        const early = await lost_after_kills(controls, ['--control', 'answer-before-commit'], 100, { until_harm: true, settings: postgres.settings('early') });
        assert.ok(early.lost.length > 0, 'the kill test would not notice a server that answers too early');
    } finally {
        postgres.stop();
    }
});
