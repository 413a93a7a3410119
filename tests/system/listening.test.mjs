// R9: pages that stay open to hear of changes, in small (ten thousand of them: ./bench/run --long streams). They hear at once, cost
// little, end with their session and with the server, and are in nobody's way when there are more of them than lines.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Line, question } from '../support/line.mjs';
import { Person, hex, sealed } from '../support/person.mjs';
import { controls, demo_folder, program, start } from '../support/server.mjs';

const kilobytes_each = 40; // 400 MB for ten thousand
const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
const until = async (what, holds) => {
    for (const began = performance.now(); !holds(); ) {
        if (performance.now() - began > 20_000) throw new Error(`not within 20 s: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 10)); // waits for a process, not for a clock under test
    }
};

/** A page of hers that listens. */
class Page extends Line {
    constructor(person, port) {
        super(port);
        this.opened.then((open) => open && this.say(question(person, 'GET', '/api/accounts/changes')));
    }
    get listens() {
        return this.received.includes('retry:');
    }
    get heard() {
        return this.received.toString().split('data: look').length - 1;
    }
}

async function people_of(server, code, count) {
    const people = [];
    for (let i = 0; i < count; ++i) people.push(await new Person(server.url).join(code));
    return people;
}

/** The same person on the same device, signed in once more. */
async function another_session(person) {
    const other = Object.assign(new Person(person.url), { device: person.device });
    assert.equal((await other.ask('POST', '/api/accounts/sign-in/device', other.device)).status, 200);
    return other;
}

const save = (person) => person.write(hex(), [{ field: 'situation', version: hex(), replaces: [], sealed: sealed() }]);

test('500 pages listen: each hears what another session did, and nothing of others; they cost little and end with their session', { timeout: 120_000 }, async (t) => {
    const folder = demo_folder('listening');
    try {
        const server = await start(folder.data);
        const people = await people_of(server, folder.codes[0], 100);
        const others = [];
        for (const person of people) others.push(await another_session(person));
        const before = resident(server.pid);
        const pages = people.flatMap((person) => Array.from({ length: 5 }, () => new Page(person, server.port)));
        await until('all listen', () => pages.every((page) => page.listens));
        const each = (resident(server.pid) - before) / pages.length;

        const began = performance.now();
        const saved = await Promise.all(others.map(save));
        assert.ok(saved.every((answer) => answer.status === 200));
        await until('all have heard', () => pages.every((page) => page.heard > 0));
        const took = performance.now() - began;
        await save(people[0]);
        await Promise.all(others.slice(1).map(save));
        await until('the others have heard again', () => pages.slice(5).every((page) => page.heard > 1));
        assert.ok(pages.slice(0, 5).every((page) => page.heard === 1), 'what she did herself she is not told, nor what others did');

        assert.ok(each < kilobytes_each, `${each.toFixed(1)} kB for each page that listens`);
        await people[1].ask('POST', '/api/accounts/sign-out', {});
        await until('the pages of a session that ended', () => pages.slice(5, 10).every((page) => page.over));
        assert.ok(pages.slice(10).every((page) => !page.over));
        await server.kill();
        await until('the pages of a server that stopped', () => pages.every((page) => page.over));
        t.diagnostic(`${each.toFixed(1)} kB each; 100 saves were heard on 500 lines within ${Math.round(took)} ms`);
    } finally {
        folder.remove();
    }
});

const open_files = 1256; // a thousand lines, and what the server keeps back for itself
const listening = 1200;

/** More pages listen than there are lines; twenty people ask, each time over a line of its own. */
async function crowd({ binary = program, options = [] }) {
    const folder = demo_folder('listening-full');
    try {
        const small = join(folder.data, 'small');
        writeFileSync(small, `#!/bin/sh\nulimit -n ${open_files}\nexec "${binary}" "$@"\n`);
        chmodSync(small, 0o700);
        const server = await start(folder.data, { binary: small, options });
        const people = await people_of(server, folder.codes[0], listening / 5);
        const pages = [];
        for (const person of people) {
            const hers = Array.from({ length: 5 }, () => new Page(person, server.port));
            await until('they listen, or were turned away', () => hers.every((page) => page.listens || page.over));
            pages.push(...hers);
        }
        const seen = { served: 0, refused: 0 };
        for (let round = 0; round < 10; ++round) {
            await Promise.all(
                people.slice(0, 20).map(async (person) => {
                    const line = new Line(server.port);
                    const answer = (await line.opened) ? await line.ask(question(person, 'GET', '/api/exercises/entries')) : undefined;
                    answer?.status === 200 ? ++seen.served : ++seen.refused;
                    line.close();
                }),
            );
        }
        for (const page of pages) page.close();
        await server.kill('SIGKILL');
        return seen;
    } finally {
        folder.remove();
    }
}

const skip = Number(spawnSync('sh', ['-c', 'ulimit -n']).stdout) < listening + 500 && 'too few open files allowed';

test(`${listening} pages listen where there are a thousand lines: everybody who asks is served`, { timeout: 120_000, skip }, async () => {
    const seen = await crowd({});
    assert.deepEqual([seen.served, seen.refused], [200, 0]);
});

test('control: where nobody makes room, whoever asks is turned away', { timeout: 120_000, skip }, async () => {
    const seen = await crowd({ binary: controls, options: ['--control', 'keep-slow'] });
    assert.ok(seen.refused > 0, 'the test would not notice listeners that fill the server');
});
