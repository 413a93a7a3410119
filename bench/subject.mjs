// The server under test, its people and its load: half of the cores serve, the other half ask.
import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Person } from '../tests/support/person.mjs';
import { free_port, program } from '../tests/support/server.mjs';
import { root } from '../tests/support/tree.mjs';

const bench = join(root, process.env.BREATHER_BUILD ?? 'build/dev', 'bench');
export const programs = {
    load: join(bench, 'bench_load'),
    stay: join(bench, 'bench_stay'),
    epoll_floor: join(bench, 'bench_epoll_floor'),
    storage_floor: join(bench, 'bench_storage_floor'),
    meter: join(bench, 'bench_meter'),
    tables: join(bench, 'bench_tables'),
};

const cores = availableParallelism();
const half = Math.max(1, cores >> 1);
export const serving = { count: half, list: `0-${half - 1}` };
export const asking = { count: Math.max(1, cores - half), list: cores > 1 ? `${half}-${cores - 1}` : '0' };

/** One question over a line of its own that the server closes: the raw answer. */
export const ask_raw = (port, question) =>
    new Promise((resolve, reject) => {
        const chunks = [];
        const line = connect(port, '127.0.0.1', () => line.write(question));
        line.on('data', (bytes) => chunks.push(bytes));
        line.on('error', reject);
        line.on('close', () => resolve(Buffer.concat(chunks).toString()));
    });

const is_ready = (port) =>
    new Promise((resolve) => {
        const line = connect(port, '127.0.0.1', () => line.write(`GET /health HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`));
        line.on('data', (bytes) => (resolve(bytes.subarray(0, 12).toString() === 'HTTP/1.1 200'), line.destroy()));
        line.on('error', () => resolve(false));
        line.on('close', () => resolve(false));
    });

/** Starts any server on the serving cores; {pid, port, ready_ms, stop(signal)} once `/health` answers 200. */
export async function serve(binary, make_args) {
    const port = await free_port();
    const started = performance.now();
    // taskset becomes the program: one process, and the program sees as many cores as it has.
    const child = spawn('taskset', ['-c', serving.list, binary, ...make_args(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (bytes) => (complaint = (complaint + bytes).slice(-4000)));
    let over = false;
    const ended = new Promise((resolve) => child.once('exit', () => resolve((over = true))));
    while (!(await is_ready(port))) {
        if (over) throw new Error(`${binary} ended before it was ready:\n${complaint}`);
        await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return {
        port,
        pid: child.pid,
        ready_ms: performance.now() - started,
        stop: (signal = 'SIGTERM') => (child.kill(signal), ended),
    };
}

export const serve_breather = (data) =>
    serve(program, (port) => ['serve', '--data', data, '--port', String(port), '--app', join(root, 'frontend', 'dist')]);

/** Runs one of the programs to its end on the given cores, and reads the JSON it prints. */
export const run = (place, binary, args) =>
    new Promise((resolve, reject) => {
        execFile('taskset', ['-c', place.list, binary, ...args.map(String)], (failure, out, complaint) =>
            failure ? reject(new Error(`${binary} ${args.join(' ')}\n${complaint || failure.message}`)) : resolve(JSON.parse(out)),
        );
    });

export const load = (port, people, connections, seconds, ...what) =>
    run(asking, programs.load, ['--port', port, '--people', people, '--connections', connections, '--seconds', seconds, '--threads', asking.count, ...what]);

/** Processor time a process has used so far, in µs. Other work on the machine hardly changes it. */
export function processor_of(pid) {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
    return (Number(user) + Number(system)) * 10_000; // a hundred ticks a second, on every Linux
}

/** The same load, with the processor time an answer took the server as `processor_us`. */
export async function weigh(server, connections, seconds, ...what) {
    const before = processor_of(server.pid);
    const seen = await load(server.port, server.people, connections, seconds, ...what);
    return { ...seen, processor_us: (processor_of(server.pid) - before) / seen.answers };
}

/** Makes people through the API; their cookies go into `file`, a line each, for the load generator. */
export async function join_people(port, code, count, file) {
    const people = Array.from({ length: count }, () => new Person(`http://localhost:${port}`));
    const waiting = [...people];
    await Promise.all(
        Array.from({ length: 16 }, async () => {
            for (let one = waiting.pop(); one; one = waiting.pop()) await one.join(code);
        }),
    );
    writeFileSync(file, people.map((one) => cookie_of(one)).join('\n') + '\n');
    return people;
}

export const cookie_of = (person) => [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

/** What the process keeps in memory, in MB: now, and at most since its start. */
export function memory_of(pid) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (what) => (Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)[1]) * 1024) / 1e6;
    return { resident: megabytes('VmRSS'), most: megabytes('VmHWM') };
}
