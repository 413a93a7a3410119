// The same load on PostgreSQL as on files, in turn, round by round: what several servers on one database cost one of them.
// PostgreSQL runs on the serving cores too, as it would on a machine shared with the program.
import { join } from 'node:path';
import { postgres_installed, start_postgres } from '../tests/support/postgres.mjs';
import { demo_folder, program } from '../tests/support/server.mjs';
import { find_step } from './requests.mjs';
import { join_people, serve_breather, weigh } from './subject.mjs';
import { rate } from './table.mjs';

const kinds = ['writes', 'reads'];
const all_connections = [1, 32, 256];

export async function measure_postgres(about) {
    const wanted = (kind, connections) => about.wants(`postgres.${kind}.${connections}`);
    if (!about.postgres || !kinds.some((kind) => all_connections.some((connections) => wanted(kind, connections)))) return [];
    if (!postgres_installed) throw new Error('PostgreSQL 15 is missing: tools/setup/packages.test');
    const postgres = start_postgres();
    const open = [];
    try {
        const places = [demo_folder('bench-pg', program, postgres.settings('bench')), demo_folder('bench-files', program)];
        open.push(...places.map((folder) => () => folder.remove()));
        const servers = [];
        for (const { data, codes } of places) {
            const server = await serve_breather(data);
            open.push(() => server.stop());
            const file = join(data, 'cookies');
            const people = await join_people(server.port, codes[0], about.people, file);
            servers.push({ ...server, people: file, step: (await find_step(people[0])).path });
        }
        const rows = [];
        for (const kind of kinds)
            for (const connections of all_connections) {
                if (!wanted(kind, connections)) continue;
                const seen = servers.map(() => []);
                for (let round = 0; round < about.rounds; ++round)
                    for (const [i, server] of servers.entries())
                        seen[i].push(await weigh(server, connections, about.seconds, ...(kind === 'writes' ? ['write'] : ['read', server.step])));
                const [theirs, files] = seen.map((rounds) => rounds.map((round) => round.per_second));
                const note = `p99 ${(Math.max(...seen[0].map((round) => round.p99_us)) / 1000).toFixed(1)} ms; beside files`;
                about.says(`postgres.${kind}.${connections}: ${theirs.map(Math.round)} | files ${files.map(Math.round)}`);
                rows.push(rate(`postgres.${kind}.${connections}`, theirs, files, '1/s', { note }));
            }
        return rows;
    } finally {
        for (const close of open.reverse()) await close();
        postgres.stop();
    }
}
