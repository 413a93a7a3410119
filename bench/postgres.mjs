// The same load on PostgreSQL as on files, and as on Fastify with node-postgres, in turn, round by round. PostgreSQL runs
// on the serving cores too, as it would on a machine shared with the program.
import { join } from 'node:path';
import { postgres_installed, start_postgres } from '../tests/support/postgres.mjs';
import { demo_folder, program } from '../tests/support/server.mjs';
import { serve_comparator } from './comparator.mjs';
import { find_step } from './requests.mjs';
import { join_people, serve_breather, serving, weigh } from './subject.mjs';
import { rate } from './table.mjs';

const kinds = ['writes', 'reads'];
const all_connections = [1, 32, 256];
const against = 'postgres.comparator';

export async function measure_postgres(about) {
    const rows_of = (kind, connections) => {
        const names = [`postgres.${kind}.${connections}`, `${against}.${kind}.${connections}`];
        return { files: about.wants(names[0]), other: about.comparator && about.wants(names[1]), names };
    };
    const wanted = kinds.flatMap((kind) => all_connections.map((connections) => ({ kind, connections, ...rows_of(kind, connections) })))
        .filter((row) => row.files || row.other); // prettier-ignore
    if (!about.postgres || wanted.length === 0) return [];
    if (!postgres_installed) throw new Error('PostgreSQL 15 is missing: tools/setup/packages.test');
    const postgres = start_postgres({ cores: serving.list });
    const open = [() => postgres.stop()];
    try {
        const subject = await serve_with_people(about, 'bench-pg', postgres.settings('bench'), open);
        const files = wanted.some((row) => row.files) ? await serve_with_people(about, 'bench-files', '', open) : null;
        const other = wanted.some((row) => row.other) ? await serve_other(about, postgres, subject, open) : null;
        const rows = [];
        for (const row of wanted) rows.push(...(await compare(about, row, subject, row.files && files, row.other && other)));
        return rows;
    } finally {
        for (const close of open.reverse()) await close();
    }
}

async function serve_with_people(about, name, settings, open) {
    const folder = demo_folder(name, program, settings);
    open.push(() => folder.remove());
    const server = await serve_breather(folder.data);
    open.push(() => server.stop());
    const file = join(folder.data, 'cookies');
    const people = await join_people(server.port, folder.codes[0], about.people, file);
    return { ...server, data: folder.data, people: file, step: await find_step(people[0]) };
}

async function serve_other(about, postgres, { data, step }, open) {
    postgres.make('comparator');
    const server = await serve_comparator(data, about.people, step, postgres.address('comparator'));
    open.push(() => server.stop());
    return { ...server, step };
}

async function compare(about, { kind, connections, names }, subject, files, other) {
    const ask = (server) => weigh(server, connections, about.seconds, ...(kind === 'writes' ? ['write'] : ['read', server.step.path]));
    const seen = [], beside_files = [], beside_other = []; // prettier-ignore
    for (let round = 0; round < about.rounds; ++round) {
        seen.push(await ask(subject));
        if (files) beside_files.push(await ask(files));
        if (other) beside_other.push(await ask(other));
    }
    const rates = (rounds) => rounds.map((round) => round.per_second);
    about.says(`${names[0]}: ${[seen, beside_files, beside_other].map((rounds) => rates(rounds).map(Math.round)).join(' | ')}`);
    const p99 = (rounds) => `${(Math.max(...rounds.map((round) => round.p99_us)) / 1000).toFixed(1)} ms`;
    return [
        ...(files ? [rate(names[0], rates(seen), rates(beside_files), '1/s', { note: `p99 ${p99(seen)}; beside files` })] : []),
        ...(other ? [rate(names[1], rates(seen), rates(beside_other), '1/s', { note: `p99 ${p99(seen)}, theirs ${p99(beside_other)}` })] : []),
    ];
}
