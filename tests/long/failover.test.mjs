// R12: the PostgreSQL leader dies under load while three servers share it. Nothing acknowledged is lost, it can be written again
// within the cluster's TTL and five seconds, and clients need no more than to ask again.
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PatroniCluster, missing } from '../support/patroni.mjs';
import { Person, hex, sealed } from '../support/person.mjs';
import { command, start, temporary_folder } from '../support/server.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); // waits for other programs, not for a clock under test

/** A phone: asks again, under the same key, until somebody says yes; any server will do. Each word is an entry of its own, so that
 *  what was lost is not covered by what was written over it. */
async function write_until(stop, servers, person, acknowledged, seen) {
    for (let turn = Math.floor(Math.random() * 3); !stop.now; ) {
        const entry = hex(), key = hex(); // prettier-ignore
        const fields = [{ field: 'situation', version: hex(), replaces: [], sealed: sealed() }];
        for (let tries = 0; !stop.now; ++tries) {
            const answer = await ask(servers[turn++ % servers.length].url, () => person.write(entry, fields, key), person);
            if (answer?.status === 200) {
                seen.answers.push(performance.now());
                if (tries > 0) seen.retried += 1;
                acknowledged.push({ person, entry });
                break;
            }
            if (answer && answer.status !== 503) throw new Error(`${answer.status} ${answer.text}`);
            seen.refused += 1;
            await pause(200);
        }
    }
}

async function ask(url, question, person) {
    person.url = url;
    return question().catch(() => undefined); // a cut line
}

async function failover({ synchronous }) {
    const cluster = new PatroniCluster({ synchronous });
    const folders = [], servers = []; // prettier-ignore
    try {
        await cluster.start();
        for (let i = 0; i < 3; ++i) {
            const data = temporary_folder(`failover-${i}`);
            folders.push(data);
            writeFileSync(
                join(data, 'breather.toml'),
                `database = "${cluster.address('breather')}"\nkeys_database = "${cluster.address('breather_keys')}"\n`,
            );
            if (i > 0) copyFileSync(join(folders[0], 'instance.key'), join(data, 'instance.key'));
            else {
                const made = command(['demo', '--data', data, '--content', 'content']);
                assert.equal(made.code, 0, made.err);
                folders.code = /\/p\/([A-Z0-9-]+)/i.exec(made.out)[1];
            }
            servers.push(await start(data));
        }
        const writers = [], acknowledged = [], stop = { now: false }, seen = { answers: [], retried: 0, refused: 0 }; // prettier-ignore
        for (let i = 0; i < 12; ++i) {
            const person = await new Person(servers[i % 3].url).join(folders.code);
            writers.push(write_until(stop, servers, person, acknowledged, seen));
        }
        await pause(3000);
        const leader = await cluster.leader(), standby = await cluster.follower(); // prettier-ignore
        assert.ok(leader && standby && leader !== standby, 'two nodes, each in its place');
        const deaf_ends = synchronous ? undefined : cluster.deafen(standby);
        if (deaf_ends) await pause(2000);
        const before = seen.answers.length;
        cluster.kill(leader);
        const killed = performance.now();
        deaf_ends?.();
        let again;
        for (const end = killed + 90_000; !again && performance.now() < end; await pause(20)) again = seen.answers.find((at) => at > killed + 500);
        assert.ok(again, `nobody could write within 90 s:\n${servers[0].output().slice(-2000)}`);
        await pause(3000);
        stop.now = true;
        await Promise.all(writers);
        const lost = [];
        for (const { person, entry } of acknowledged) {
            person.url = servers[0].url;
            const answer = await person.ask('GET', `/api/exercises/entries/${entry}`);
            if (answer.status !== 200) lost.push({ entry, status: answer.status });
        }
        return { lost, acknowledged: acknowledged.length, before, after: seen.answers.length - before, writable_s: (again - killed) / 1000, refused: seen.refused, retried: seen.retried };
    } finally {
        for (const server of servers) server.kill('SIGKILL');
        for (const data of folders) (await import('node:fs')).rmSync(data, { recursive: true, force: true });
        cluster.stop();
    }
}

const options = { timeout: 6 * 60_000, skip: missing() };

test('the leader dies under load: nothing acknowledged is lost, and it is written again in time', options, async (t) => {
    const seen = await failover({ synchronous: true });
    t.diagnostic(JSON.stringify({ ...seen, lost: seen.lost.length }));
    assert.deepEqual(seen.lost, []);
    assert.ok(seen.before > 100, 'too little was written before');
    assert.ok(seen.writable_s <= PatroniCluster.ttl + 5, `written again after ${seen.writable_s.toFixed(1)} s`);
});

test('control: with a standby that lags and need not confirm, acknowledged writes are lost', options, async (t) => {
    const seen = await failover({ synchronous: false });
    t.diagnostic(JSON.stringify({ ...seen, lost: seen.lost.length }));
    assert.ok(seen.lost.length > 0, 'the test above would not notice a lost write');
});
