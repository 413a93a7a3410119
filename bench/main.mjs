// What ./bench/run runs once everything is built: takes the rows asked for, prints a table, writes JSON.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure_build } from './build.mjs';
import { measure_first_page } from './first_page.mjs';
import { measure_lighthouse } from './lighthouse.mjs';
import { keep_and_plot } from './plots.mjs';
import { measure_postgres } from './postgres.mjs';
import { measure_requests } from './requests.mjs';
import { measure_start, measure_start_large } from './start.mjs';
import { measure_statistics } from './statistics.mjs';
import { measure_streams } from './streams.mjs';
import { table } from './table.mjs';
import { measure_watching } from './watching.mjs';

const { values: options, positionals: names } = parseArgs({
    allowPositionals: true,
    options: {
        json: { type: 'string' },
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '2' },
        people: { type: 'string', default: '512' },
        listeners: { type: 'string', default: '10000' },
        comparator: { type: 'boolean', default: false },
        postgres: { type: 'boolean', default: false },
        long: { type: 'boolean', default: false },
        plots: { type: 'boolean', default: false },
        lighthouse: { type: 'boolean', default: false },
        statistics: { type: 'boolean', default: false },
        build: { type: 'boolean', default: false },
        from: { type: 'string', default: process.cwd() },
    },
});

const about = {
    rounds: Number(options.rounds),
    seconds: Number(options.seconds),
    people: Number(options.people),
    listeners: Number(options.listeners),
    comparator: options.comparator,
    lighthouse: options.lighthouse,
    statistics: options.statistics,
    build: options.build,
    postgres: options.postgres,
    /** Whether a row of this name is wanted: no names means all, "writes" means every "writes.…". */
    wants: (row) => names.length === 0 || names.some((name) => row === name || row.startsWith(`${name}.`)),
    says: (line) => process.stderr.write(`  ${line}\n`),
};

const rows = [];
for (const measure of [measure_first_page, measure_lighthouse, measure_build, measure_start, measure_requests, measure_watching, measure_postgres, measure_statistics, ...(options.long ? [measure_streams, measure_start_large] : [])])
    rows.push(...(await measure(about)));

if (rows.length === 0) {
    console.error(`Nothing is called ${names.join(', ')}. Rows: writes, reads, memory, start, first_page, watching; streams and start.large with --long; comparator with --comparator; lighthouse with --lighthouse; build with --build; postgres with --postgres; statistics with --statistics.`);
    process.exit(2);
}
console.log(table(rows));
if (options.plots) keep_and_plot(rows);
if (options.json) {
    const plain = rows.map(({ name, value, unit, floor, ratio }) => ({ name, value, unit, floor, ratio }));
    writeFileSync(resolve(options.from, options.json), `${JSON.stringify(plain, null, 1)}\n`);
}
