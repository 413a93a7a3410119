// From exec to the first 200 of /health: on the demo folder, and after a kill on one grown to about a gigabyte.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { demo_folder, program } from '../tests/support/server.mjs';
import { ask_raw, cookie_of, join_people, load, serve_breather } from './subject.mjs';
import { figure, median } from './table.mjs';

export async function measure_start(about) {
    if (!about.wants('start.demo')) return [];
    const folder = demo_folder('bench-start', program);
    try {
        const took = [];
        for (let i = 0; i < Math.max(5, about.rounds); ++i) {
            const server = await serve_breather(folder.data);
            took.push(server.ready_ms);
            await server.stop();
        }
        return [figure('start.demo', median(took), 'ms', { budget: 300 })];
    } finally {
        folder.remove();
    }
}

/** Somebody signed in asks for a page of their diary: when it was there, since the program was called. */
async function first_answer(server, cookie) {
    const began = performance.now();
    const answer = await ask_raw(server.port, `GET /api/exercises/entries HTTP/1.1\r\nHost: localhost:${server.port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`);
    if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`the first answer: ${answer.slice(0, 200)}`);
    return server.ready_ms + performance.now() - began;
}

export async function measure_start_large(about) {
    const names = ['start.large', 'start.large_answer'];
    if (!names.some(about.wants)) return [];
    const folder = demo_folder('bench-large', program);
    const size = () => statSync(join(folder.data, 'breather.db')).size;
    try {
        let server = await serve_breather(folder.data);
        const people = join(folder.data, 'cookies');
        const [ada] = await join_people(server.port, folder.codes[0], about.people, people);
        while (size() < 1e9) {
            await load(server.port, people, 256, 10, 'write');
            about.says(`the folder grows: ${Math.round(size() / 1e6)} MB`);
        }
        const took = [], answered = [];
        for (let i = 0; i < 3; ++i) {
            const writing = load(server.port, people, 256, 3, 'write').catch(() => 'the server went'); // killed in the middle of it
            await new Promise((resolve) => setTimeout(resolve, 2000));
            await server.stop('SIGKILL');
            if ((await writing) !== 'the server went') throw new Error('the load ended before the kill');
            server = await serve_breather(folder.data);
            took.push(server.ready_ms);
            answered.push(await first_answer(server, cookie_of(ada)));
        }
        await server.stop();
        const note = `${Math.round(size() / 1e6)} MB, killed while 256 lines write`;
        return [figure(names[0], median(took), 'ms', { budget: 3000, note }), figure(names[1], median(answered), 'ms', { budget: 3000 })].filter((row) => about.wants(row.name));
    } finally {
        folder.remove();
    }
}
