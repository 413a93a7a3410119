// Ten thousand people each leave a page open that listens: what that costs, how soon a change reaches it, and whether the others
// notice. Beside Fastify, which keeps a set of lines for each person.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Person, hex } from '../tests/support/person.mjs';
import { command, demo_folder, program } from '../tests/support/server.mjs';
import { serve_comparator } from './comparator.mjs';
import { find_step } from './requests.mjs';
import { asking, cookie_of, load, memory_of, processor_of, programs, serve_breather } from './subject.mjs';
import { figure, rate } from './table.mjs';

const joins_of_a_code = 550; // the server takes 600 in ten minutes
const told = 2000; // of the listeners, one after the other
const quiet_seconds = 10;
const reads = [32, 2]; // lines, seconds

const names = ['opened', 'memory', 'each', 'idle', 'hint', 'reads', 'reads_p99'].map((name) => `streams.${name}`);

export async function measure_streams(about) {
    if (![...names, 'comparator.streams'].some((name) => about.wants(name))) return [];
    const folder = demo_folder('bench-streams', program);
    const open = [];
    const keep = (server) => (open.push(server), server);
    try {
        const server = keep(await serve_breather(folder.data));
        about.says(`${about.listeners} people join, and sign in twice`);
        const people = await join_twice(folder, server.port, about);
        const step = await find_step(people.ada);
        const rows = rows_of('', about, await listen(server, people, step.path, about), about.listeners);
        await open.pop().stop();
        if (about.comparator) {
            const other = keep(await serve_comparator(folder.data, about.listeners, step));
            rows.push(...rows_of('comparator.', about, await listen(other, { one: other.people, two: other.people }, step.path, about), about.listeners));
        }
        return rows.filter((row) => about.wants(row.name));
    } finally {
        for (const each of open.reverse()) await each.stop();
        folder.remove();
    }
}

/** Each with two sessions of one device: one listens, the other writes. */
async function join_twice({ data }, port, about) {
    const codes = [];
    for (let i = 0; i < about.listeners; i += joins_of_a_code) {
        const { out, err, code } = command(['organisation', 'code', 'new', '--data', data, 'Northgate Hospitals Trust (invented)']);
        if (code !== 0) throw new Error(err);
        codes.push(/[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(out)[0]);
    }
    const one = [], two = [];
    let next = 0, ada;
    await Promise.all(
        Array.from({ length: 16 }, async () => {
            while (next < about.listeners) {
                const at = next++;
                const person = new Person(`http://localhost:${port}`);
                const body = person.join_body(codes[Math.floor(at / joins_of_a_code)], `quiet-harbour-${hex(4)}`);
                const joined = await person.ask('POST', '/api/accounts/join', body);
                if (joined.status !== 201) throw new Error(`joining: ${joined.status} ${joined.text}`);
                one[at] = cookie_of(person);
                person.cookies.clear();
                const again = await person.ask('POST', '/api/accounts/sign-in/device', person.device);
                if (again.status !== 200) throw new Error(`signing in again: ${again.status} ${again.text}`);
                two[at] = cookie_of(person);
                ada ??= person;
                if (at % 2000 === 1999) about.says(`${at + 1} have joined`);
            }
        }),
    );
    const write = (name, cookies) => (writeFileSync(join(data, name), `${cookies.join('\n')}\n`), join(data, name));
    return { one: write('cookies-one', one), two: write('cookies-two', two), ada };
}

async function listen(server, { one, two }, step, about) {
    const ask = () => load(server.port, two, reads[0], reads[1], 'read', step);
    const alone = await ask();
    const before = memory_of(server.pid).resident;
    const stay = spawn('taskset', ['-c', asking.list, programs.stay, '--port', String(server.port), '--people', one, '--others', two], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: stay.stdout })[Symbol.asyncIterator]();
    const heard = async () => {
        const { value, done } = await lines.next();
        if (done) throw new Error('bench_stay ended before it was asked to');
        return JSON.parse(value);
    };
    const does = (what, number) => (stay.stdin.write(`${what} ${number}\n`), heard());
    try {
        const opened = await heard();
        if (opened.count !== about.listeners) throw new Error(`${opened.count} of ${about.listeners} lines were opened`);
        const resident = memory_of(server.pid).resident;
        const used = processor_of(server.pid);
        await does('hear', quiet_seconds);
        const idle = (processor_of(server.pid) - used) / (quiet_seconds * 10_000);
        const hint = await does('tell', Math.min(told, about.listeners));
        if (hint.count !== Math.min(told, about.listeners)) throw new Error(`${hint.count} of ${told} heard`);
        const hearing = does('hear', reads[1] + 2);
        const beside = await ask();
        const after = await hearing;
        about.says(`${JSON.stringify({ opened, hint, after, resident, before })}`);
        if (after.gone > 0) throw new Error(`${after.gone} lines ended`);
        return { opened, resident, each: ((resident - before) * 1000) / about.listeners, idle, hint, alone, beside };
    } finally {
        stay.stdin.end();
        await new Promise((resolve) => (stay.exitCode === null ? stay.once('exit', resolve) : resolve()));
    }
}

const rows_of = (prefix, about, seen, count) => {
    const budget = (most) => (prefix ? {} : { budget: most });
    return [
        figure(`${prefix}streams.opened`, seen.opened.us / 1000, 'ms', { note: `${count} lines` }),
        figure(`${prefix}streams.memory`, seen.resident, 'MB', budget(400)),
        figure(`${prefix}streams.each`, seen.each, 'kB'),
        figure(`${prefix}streams.idle`, seen.idle, '%', { note: 'of one core, while nobody says anything' }),
        figure(`${prefix}streams.hint`, seen.hint.p99_us / 1000, 'ms', { note: `99 in 100, from the save sent to the word heard, so with its sync; half within ${(seen.hint.p50_us / 1000).toFixed(1)}` }),
        rate(`${prefix}streams.reads`, [seen.beside.per_second], [seen.alone.per_second], '1/s', { note: 'the floor is without listeners' }),
        figure(`${prefix}streams.reads_p99`, seen.beside.p99_us / 1000, 'ms', budget(50)),
    ];
};
