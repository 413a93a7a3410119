// R10: two thousand clients that drip their questions or do not take their answers hurt only themselves: everybody else is
// served, every time. The server may hold fewer lines than there are slow ones, so that making room is part of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Line, question } from '../support/line.mjs';
import { Person, hex, sealed } from '../support/person.mjs';
import { controls, demo_folder, program, start } from '../support/server.mjs';

const slow_count = 2000;
const honest_count = 20;
const seconds = process.env.BREATHER_LONG ? 60 : 8;
const open_files = 1256; // a thousand lines, and what the server keeps back for itself

const slow_kinds = ['head', 'body', 'answer', 'idle'];

/** One slow client, again and again until the end: it comes back as soon as it is shown the door. */
async function be_slow(kind, person, port, big, stop) {
    while (!stop.now) {
        const line = new Line(port);
        if (await line.opened) {
            if (kind === 'answer') {
                line.socket.pause(); // asks for much, takes nothing
                for (let i = 0; i < 8; ++i) line.say(`GET ${big} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
            }
            if (kind === 'body') line.say(question(person, 'POST', `/api/exercises/entries/${hex()}/fields`, { fields: [{ sealed: sealed(4096) }] }, { 'idempotency-key': hex() }).slice(0, 700));
            if (kind === 'head') line.say('GET / HTTP/1.1\r\nhost: local');
            while (!line.over && !stop.now) {
                if (kind === 'head' || kind === 'body') line.say('x');
                await new Promise((resolve) => setTimeout(resolve, 1000));
            }
        } else await new Promise((resolve) => setTimeout(resolve, 100));
        line.close();
    }
}

/** Reads and writes, each over a line of its own, as a phone does that comes and goes. */
async function be_honest(person, port, seen, stop) {
    while (!stop.now) {
        const entry = hex();
        const fields = [{ field: 'situation', version: hex(), replaces: [], sealed: sealed() }];
        for (const bytes of [
            question(person, 'POST', `/api/exercises/entries/${entry}/fields`, { fields }, { 'idempotency-key': hex() }),
            question(person, 'GET', `/api/exercises/entries/${entry}`),
        ]) {
            const began = performance.now();
            const line = new Line(port);
            const answer = (await line.opened) ? await line.ask(bytes) : undefined;
            seen.times.push(performance.now() - began);
            if (answer?.status === 200) seen.served += 1;
            else seen.refused.push(answer?.status ?? line.over);
            line.close();
        }
    }
}

async function crowd({ binary = program, options = [] }) {
    const folder = demo_folder('slow');
    try {
        // As an operator's system might: fewer lines than slow clients.
        const small = join(folder.data, 'small');
        writeFileSync(small, `#!/bin/sh\nulimit -n ${open_files}\nexec "${binary}" "$@"\n`);
        chmodSync(small, 0o700);
        const server = await start(folder.data, { binary: small, options });
        const people = [];
        for (let i = 0; i < honest_count; ++i) people.push(await new Person(server.url).join(folder.codes[i % 2]));
        const page = await fetch(server.url).then((r) => r.text());
        const big = /\/assets\/[^"]+\.js/.exec(page)[0];
        const stop = { now: false };
        const seen = { served: 0, refused: [], times: [] };
        const slow = Array.from({ length: slow_count }, (_, i) => be_slow(slow_kinds[i % slow_kinds.length], people[i % honest_count], server.port, big, stop));
        await new Promise((resolve) => setTimeout(resolve, 2000)); // until they have all come
        const honest = people.map((person) => be_honest(person, server.port, seen, stop));
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        stop.now = true;
        await Promise.all(honest);
        const well = await fetch(`${server.url}/health`).then((r) => r.status, () => 0);
        await Promise.all(slow);
        await server.kill();
        seen.times.sort((a, b) => a - b);
        return { ...seen, well, p99: seen.times[Math.floor(seen.times.length * 0.99)] };
    } finally {
        folder.remove();
    }
}

const enough = () => Number(spawnSync('sh', ['-c', 'ulimit -n']).stdout) > slow_count + 500;

test(`${slow_count} slow clients: everybody else is served, every time`, { timeout: 300_000, skip: !enough() && 'too few open files allowed' }, async (t) => {
    const seen = await crowd({});
    assert.ok(seen.served > 200, `only ${seen.served} were served`);
    assert.deepEqual(seen.refused, []);
    assert.equal(seen.well, 200);
    t.diagnostic(`${seen.served} of ${seen.served} served; 99 in 100 within ${Math.round(seen.p99)} ms`);
});

test('control: without making room and without time limits, others are turned away', { timeout: 300_000, skip: !enough() && 'too few open files allowed' }, async () => {
    const seen = await crowd({ binary: controls, options: ['--control', 'keep-slow'] });
    assert.ok(seen.refused.length > 0 || seen.served === 0, 'the test would not notice a server that lets slow clients fill it');
});
