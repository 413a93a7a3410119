// What people cost: disk, memory and processor time, from people made through the API. See docs/sizing.md.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Person, hex, sealed } from '../tests/support/person.mjs';
import { command, demo_folder, program, start } from '../tests/support/server.mjs';

/** Eight weeks: two entries a week, each of three fields, each field saved as it grows; and a module's steps. */
const use = { entries: 16, saves: [64, 256, 256, 64, 1024], steps: 5 };
const sealed_around = 45;
const joins_of_a_code = 550; // the server takes 600 in ten minutes

/** One person's eight weeks; returns how many requests that were. */
async function live(url, code) {
    const person = new Person(url);
    const body = person.join_body(code, `quiet-harbour-${hex(4)}`);
    const joined = await person.ask('POST', '/api/accounts/join', body);
    if (joined.status !== 201) throw new Error(`join: ${joined.status} ${joined.text}`);
    const mine = await person.ask('GET', '/api/programmes/mine');
    const module = mine.json.modules[0];
    let requests = 2;
    for (const step of module.steps.slice(0, use.steps)) {
        const body = { module: module.id, step: step.id, hash: mine.json.enrolment.hash, done: true };
        expect(await person.ask('PUT', '/api/programmes/progress', body));
        ++requests;
    }
    let entry;
    for (let i = 0; i < use.entries; ++i) {
        entry = hex();
        const heads = new Map();
        for (const [at, size] of use.saves.entries()) {
            const field = ['situation', 'thought', 'feeling'][at % 3];
            const version = hex();
            expect(await person.write(entry, [{ field, version, replaces: heads.get(field) ?? [], sealed: sealed(size + sealed_around) }]));
            heads.set(field, [version]);
            ++requests;
        }
    }
    return { requests, cookies: [...person.cookies], entry };
}

function expect(answer) {
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
}

if (!isMainThread) {
    const { url, code, count, reads } = workerData;
    const people = [];
    let requests = 0;
    for (let at = 0; at < count; at += 8) {
        const lives = await Promise.all(Array.from({ length: Math.min(8, count - at) }, () => live(url, code)));
        for (const one of lives) {
            requests += one.requests;
            if (people.length < reads) people.push(one);
        }
    }
    parentPort.postMessage({ requests, people });
}

/** Joins and writes, in three workers at most. */
async function fill(data, url, count) {
    const jobs = [];
    for (let left = count; left > 0; left -= joins_of_a_code) {
        const { out, err, code } = command(['organisation', 'code', 'new', '--data', data, 'Northgate Hospitals Trust (invented)']);
        if (code !== 0) throw new Error(err);
        jobs.push({ code: /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(out)[0], count: Math.min(left, joins_of_a_code) });
    }
    const done = [];
    await Promise.all(Array.from({ length: 3 }, async () => {
        for (let job = jobs.pop(); job; job = jobs.pop()) {
            done.push(await new Promise((resolve, reject) => {
                const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { ...job, url, reads: 40 } });
                worker.once('message', resolve);
                worker.once('error', reject);
            }));
            process.stderr.write(`  ${done.length} of ${done.length + jobs.length} groups\n`);
        }
    }));
    return { requests: done.reduce((sum, one) => sum + one.requests, 0), people: done.flatMap((one) => one.people) };
}

const ticks = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((a, b) => a + Number(b), 0);
const milliseconds = (pid) => ticks(pid) * 10;
const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const sizes = (data) => readdirSync(data).filter((name) => /\.db/.test(name)).reduce((sum, name) => sum + statSync(join(data, name)).size, 0);

async function read_a_while(url, people) {
    let requests = 0;
    for (const { cookies, entry } of people.slice(0, 400)) {
        const person = new Person(url);
        person.cookies = new Map(cookies);
        for (const path of ['/api/programmes/mine', '/api/programmes/next?minutes=3', `/api/exercises/entries/${entry}`, '/api/exercises/entries']) {
            expect(await person.ask('GET', path));
            ++requests;
        }
    }
    return requests;
}

async function measure(count) {
    const folder = demo_folder('sizing', program);
    try {
        let server = await start(folder.data);
        const empty = sizes(folder.data);
        let before = milliseconds(server.pid);
        const { requests, people } = await fill(folder.data, server.url, count);
        const write_ms = ((milliseconds(server.pid) - before) / requests) * 1000;
        const busy = resident(server.pid);
        const with_journal = sizes(folder.data);
        await server.kill();
        const disk = sizes(folder.data);
        server = await start(folder.data);
        const ready = server.ready_ms;
        const idle = resident(server.pid);
        before = milliseconds(server.pid);
        const reads = await read_a_while(server.url, people);
        const read_ms = ((milliseconds(server.pid) - before) / reads) * 1000;
        await server.kill();
        return { count, requests, disk: disk / 1e6, with_journal: with_journal / 1e6, per_person: (disk - empty) / count / 1000, busy, idle, ready, write_ms, read_ms };
    } finally {
        folder.remove();
    }
}

if (isMainThread) {
    const counts = process.argv.slice(2).map(Number);
    console.log('| people | disk | with journal | a person | memory, idle | memory, busy | processor for 1,000 saves | for 1,000 reads | ready after |');
    console.log('|---|---|---|---|---|---|---|---|---|');
    for (const count of counts.length > 0 ? counts : [100, 1000, 10_000]) {
        const seen = await measure(count);
        const columns = [
            seen.count.toLocaleString('en-GB'), `${seen.disk.toFixed(0)} MB`, `${seen.with_journal.toFixed(0)} MB`, `${seen.per_person.toFixed(0)} kB`,
            `${seen.idle.toFixed(0)} MB`, `${seen.busy.toFixed(0)} MB`, `${(seen.write_ms / 1000).toFixed(2)} s`, `${(seen.read_ms / 1000).toFixed(2)} s`, `${seen.ready.toFixed(0)} ms`,
        ];
        console.log(`| ${columns.join(' | ')} |`);
    }
    const kind = /model name\s*:\s*(.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
    console.log(`\n${kind}, ${availableParallelism()} cores`);
}
