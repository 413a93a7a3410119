// Writes, step reads and memory, on one running server with many people. Floor and subject take turns, round by round.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demo_folder, program } from '../tests/support/server.mjs';
import { serve_comparator } from './comparator.mjs';
import { ask_raw, cookie_of, join_people, load, memory_of, programs, run, serve, serve_breather, serving } from './subject.mjs';
import { figure, rate } from './table.mjs';

const all_connections = [1, 32, 256];

export async function measure_requests(about) {
    const names = ['writes', 'reads'].flatMap((kind) => all_connections.map((c) => `${kind}.${c}`));
    const contests = about.comparator ? names.map((name) => `comparator.${name}`) : [];
    const all = [...names, ...contests, 'memory.idle', 'memory.busy', 'memory.after'];
    if (!all.some(about.wants)) return [];

    const folder = demo_folder('bench', program);
    const open = [];
    try {
        const server = await serve_breather(folder.data);
        open.push(server);
        about.says(`${about.people} people join`);
        const people_file = join(folder.data, 'cookies');
        const people = await join_people(server.port, folder.codes[0], about.people, people_file);
        const step = await find_step(people[0]);
        const idle = memory_of(server.pid).resident;

        const subject = { port: server.port, people: people_file };
        const floors = {
            writes: write_floor(about, folder.data),
            reads: await make_read_floor(about, folder.data, server, subject, step, cookie_of(people[0]), open),
        };
        const other = about.comparator ? await serve_comparator(folder.data, about.people, step) : null;
        if (other) open.push(other);

        const rows = [];
        const what = { writes: ['write'], reads: ['read', step.path] };
        const least = { writes: { 256: 0.5 }, reads: { 1: 0.4, 32: 0.4, 256: 0.4 } };
        for (const kind of ['writes', 'reads'])
            for (const connections of all_connections) {
                const name = `${kind}.${connections}`;
                const contest = `comparator.${name}`;
                const wanted = about.wants(name), contested = other && about.wants(contest);
                if (!wanted && !contested) continue;
                const values = [], lows = [], others = [], slow = [];
                for (let round = 0; round < about.rounds; ++round) {
                    if (wanted) lows.push((await floors[kind](connections)).per_second);
                    const seen = await load(subject.port, subject.people, connections, about.seconds, ...what[kind]);
                    values.push(seen.per_second);
                    slow.push(seen.p99_us);
                    if (contested) others.push((await load(other.port, other.people, connections, about.seconds, ...what[kind])).per_second);
                }
                const note = `p99 ${(Math.max(...slow) / 1000).toFixed(1)} ms`;
                if (wanted) rows.push(rate(name, values, lows, '1/s', { least: least[kind][connections], note }));
                if (contested) rows.push(rate(contest, values, others, '1/s', { least: kind === 'writes' ? (connections === 256 ? 10 : undefined) : 4 }));
                about.says(`${name}: ${values.map(Math.round).join(' ')} of ${lows.map(Math.round).join(' ')}`);
            }

        if (about.wants('memory.busy')) // also when no rate was asked for
            for (const kind of ['writes', 'reads']) await load(subject.port, subject.people, 256, about.seconds, ...what[kind]);
        const memory = memory_of(server.pid);
        if (about.wants('memory.idle')) rows.push(figure('memory.idle', idle, 'MB'));
        if (about.wants('memory.busy')) rows.push(figure('memory.busy', memory.most, 'MB', { budget: 60 }));
        if (about.wants('memory.after')) rows.push(figure('memory.after', memory.resident, 'MB', { budget: 60 }));
        return rows;
    } finally {
        for (const each of open.reverse()) await each.stop();
        folder.remove();
    }
}

/** The first step of the outline, as a person would open it: where it is, and what the server says. */
async function find_step(person) {
    const outline = await person.ask('GET', '/api/content/outline?language=en-GB');
    if (outline.status !== 200) throw new Error(`the outline: ${outline.status} ${outline.text}`);
    const { hash, modules } = outline.json;
    const [module] = modules;
    const path = `/api/content/steps/${hash}/${module.id}/${module.steps[0].id}?language=en-GB`;
    const answer = await person.ask('GET', path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return { path, body: answer.text };
}

/** The same statements and bytes in a bare loop on the same disk, as many in a transaction as there are lines. */
const write_floor = (about, data) => (connections) =>
    run(serving, programs.storage_floor, ['--folder', data, '--connections', connections, '--people', about.people, '--seconds', about.seconds]);

/** The very bytes of the server's answer, sent by epoll alone to the same load. */
async function make_read_floor(about, data, server, subject, step, cookie, open) {
    if (!['reads.1', 'reads.32', 'reads.256'].some(about.wants)) return null;
    const question = `GET ${step.path} HTTP/1.1\r\nHost: localhost:${server.port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`;
    const answer = await ask_raw(server.port, question);
    const file = join(data, 'answer');
    writeFileSync(file, answer.replace('Connection: close\r\n', ''));
    const floor = await serve(programs.epoll_floor, (port) => ['--port', String(port), '--answer', file, '--threads', String(serving.count)]);
    open.push(floor);
    return (connections) => load(floor.port, subject.people, connections, about.seconds, 'read', step.path);
}
