// Writes, step reads and memory, on one running server with many people. Floor and subject take turns, round by round.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demo_folder, program } from '../tests/support/server.mjs';
import { serve_comparator } from './comparator.mjs';
import { ask_raw, cookie_of, join_people, memory_of, programs, run, serve, serve_breather, serving, weigh } from './subject.mjs';
import { cost, figure, rate } from './table.mjs';

const kinds = ['writes', 'reads'];
const all_connections = [1, 32, 256];
const names = kinds.flatMap((kind) => all_connections.map((connections) => `${kind}.${connections}`));
const costs = kinds.map((kind) => `${kind}.processor`); // at 256 connections

/** Budgets: shares of the floor, and how many times the comparator. */
const least = { writes: { 256: 0.5 }, reads: { 1: 0.4, 32: 0.4, 256: 0.4 } };
const least_times = { writes: { 256: 10 }, reads: { 32: 4, 256: 4 } };

export async function measure_requests(about) {
    const contests = about.comparator ? names.map((name) => `comparator.${name}`) : [];
    if (![...names, ...costs, ...contests, 'memory.idle', 'memory.busy', 'memory.after'].some(about.wants)) return [];
    const folder = demo_folder('bench', program);
    const open = [];
    const keep = (server) => (open.push(server), server);
    try {
        const server = keep(await serve_breather(folder.data));
        about.says(`${about.people} people join`);
        const people_file = join(folder.data, 'cookies');
        const people = await join_people(server.port, folder.codes[0], about.people, people_file);
        const step = await find_step(people[0]);
        const idle = memory_of(server.pid).resident;

        const contest = {
            subject: { ...server, people: people_file },
            what: { writes: ['write'], reads: ['read', step.path] },
            storage_floor: (connections) =>
                run(serving, programs.storage_floor, ['--database', copy_database(folder.data), '--connections', connections, '--seconds', about.seconds]),
            epoll_floor: { ...keep(await serve_answer(folder.data, server.port, step, cookie_of(people[0]))), people: people_file },
            other: about.comparator ? keep(await serve_comparator(folder.data, about.people, step)) : null,
        };
        const rows = [];
        for (const kind of kinds) for (const connections of all_connections) rows.push(...(await compare(about, contest, kind, connections)));
        return [...rows, ...(await weigh_memory(about, contest, idle))];
    } finally {
        for (const each of open.reverse()) await each.stop();
        folder.remove();
    }
}

async function compare(about, contest, kind, connections) {
    const name = `${kind}.${connections}`, processor = `${kind}.processor`, against = `comparator.${name}`;
    const weighed = connections === 256 && about.wants(processor);
    const wanted = about.wants(name) || weighed, contested = contest.other && about.wants(against);
    if (!wanted && !contested) return [];
    const ask = (server) => weigh(server, connections, about.seconds, ...contest.what[kind]);
    const floors = [], seen = [], others = [];
    for (let round = 0; round < about.rounds; ++round) {
        if (wanted) floors.push(kind === 'writes' ? await contest.storage_floor(connections) : await ask(contest.epoll_floor));
        seen.push(await ask(contest.subject));
        if (contested) others.push(await ask(contest.other));
    }
    const rates = (rounds) => rounds.map((round) => round.per_second);
    const micros = (rounds) => rounds.map((round) => round.processor_us);
    about.says(`${name}: ${rates(seen).map(Math.round)} | floor ${rates(floors).map(Math.round)} | other ${rates(others).map(Math.round)}`);
    const rows = [];
    const note = `p99 ${(Math.max(...seen.map((round) => round.p99_us)) / 1000).toFixed(1)} ms`;
    if (about.wants(name)) rows.push(rate(name, rates(seen), rates(floors), '1/s', { least: least[kind][connections], note }));
    if (weighed) rows.push(cost(processor, micros(seen), micros(floors)));
    if (contested) rows.push(rate(against, rates(seen), rates(others), '1/s', { least: least_times[kind][connections] }));
    return rows;
}

async function weigh_memory(about, { subject, what }, idle) {
    if (!about.wants('memory.busy') && !about.wants('memory.after') && !about.wants('memory.idle')) return [];
    for (const kind of kinds) await weigh(subject, 256, about.seconds, ...what[kind]);
    const memory = memory_of(subject.pid);
    return [
        figure('memory.idle', idle, 'MB'),
        figure('memory.busy', memory.most, 'MB', { budget: 60 }),
        figure('memory.after', memory.resident, 'MB', { budget: 60 }),
    ].filter((row) => about.wants(row.name));
}

/** The first step of the outline, as a person would open it: where it is, and what the server says. */
export async function find_step(person) {
    const outline = await person.ask('GET', '/api/content/outline?language=en-GB');
    if (outline.status !== 200) throw new Error(`the outline: ${outline.status} ${outline.text}`);
    const { hash, modules } = outline.json;
    const path = `/api/content/steps/${hash}/${modules[0].id}/${modules[0].steps[0].id}?language=en-GB`;
    const answer = await person.ask('GET', path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return { path, body: answer.text };
}

/** The database as it stands. Nobody writes meanwhile, and a checkpoint moves only what the journal holds too. */
function copy_database(data) {
    for (const end of ['', '-wal']) copyFileSync(join(data, `breather.db${end}`), join(data, `floor.db${end}`));
    return join(data, 'floor.db');
}

/** The very bytes of the server's answer, sent by epoll alone. */
async function serve_answer(data, port, step, cookie) {
    const question = `GET ${step.path} HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`;
    const answer = await ask_raw(port, question);
    const file = join(data, 'answer');
    writeFileSync(file, answer.replace('Connection: close\r\n', ''));
    return serve(programs.epoll_floor, (floor_port) => ['--port', String(floor_port), '--answer', file, '--threads', String(serving.count)]);
}
