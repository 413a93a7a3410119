// From exec to the first 200 of /health: on the demo folder, and after a kill on one grown to about a gigabyte.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { demo_folder, program } from '../tests/support/server.mjs';
import { join_people, load, serve_breather } from './subject.mjs';
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

export async function measure_start_large(about) {
    if (!about.wants('start.large')) return [];
    const folder = demo_folder('bench-large', program);
    const size = () => statSync(join(folder.data, 'breather.db')).size;
    try {
        let server = await serve_breather(folder.data);
        const people = join(folder.data, 'cookies');
        await join_people(server.port, folder.codes[0], about.people, people);
        while (size() < 1e9) {
            await load(server.port, people, 256, 10, 'write');
            about.says(`the folder grows: ${Math.round(size() / 1e6)} MB`);
        }
        const took = [];
        for (let i = 0; i < 3; ++i) {
            await load(server.port, people, 256, 2, 'write');
            await server.stop('SIGKILL');
            server = await serve_breather(folder.data);
            took.push(server.ready_ms);
        }
        await server.stop();
        return [figure('start.large', median(took), 'ms', { budget: 3000, note: `${Math.round(size() / 1e6)} MB, after a kill` })];
    } finally {
        folder.remove();
    }
}
