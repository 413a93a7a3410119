// Keeps the rows of a run in bench/results/figures.json, each in place of the one before, and draws docs/figures/*.svg from them.
// By itself it only draws:  node bench/plots.mjs
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from '../tests/support/tree.mjs';
import { bars } from './svg.mjs';

const kept_file = join(root, 'bench', 'results', 'figures.json');
const folder = join(root, 'docs', 'figures');

export function keep_and_plot(rows) {
    const kept = existsSync(kept_file) ? JSON.parse(readFileSync(kept_file, 'utf8')) : {};
    const seen = { day: new Date().toISOString().slice(0, 10), cores: availableParallelism(), load: Math.round(loadavg()[1]) };
    for (const { name, value, unit, floor, ratio } of rows) kept[name] = { value, unit, floor, ratio, ...seen };
    const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
    const lines = Object.entries(sorted).map(([name, row]) => ` ${JSON.stringify(name)}: ${JSON.stringify(row)}`);
    writeFileSync(kept_file, `{\n${lines.join(',\n')}\n}\n`);
    plot(sorted);
}

const thousand = (value) => (value >= 10_000 ? `${Math.round(value / 1000)} k` : Math.round(value).toLocaleString('en-GB'));

export function plot(kept) {
    mkdirSync(folder, { recursive: true });
    const write = (name, text) => text && writeFileSync(join(folder, `${name}.svg`), text);
    write('reads', rates(kept, 'reads', 'Steps read a second, each with its session looked up', 'the bare epoll answer'));
    write('writes', rates(kept, 'writes', 'Diary fields kept a second, each durable before the answer', 'SQLite alone, in groups'));
    write('budgets', budgets(kept));
    write('streams', streams(kept));
}

/** Ours between what the machine could do at best and what a competent team would write. */
function rates(kept, kind, title, floor_name) {
    const groups = [1, 32, 256].flatMap((lines) => {
        const ours = kept[`${kind}.${lines}`], other = kept[`comparator.${kind}.${lines}`];
        if (!ours) return [];
        const row = (name, value, tone) => ({ name, value, tone, says: thousand(value) });
        return [{
            name: lines === 1 ? '1 line' : `${lines} lines`,
            bars: [row(floor_name, ours.floor, 'floor'), row('Breather', ours.value, 'ours'), ...(other ? [row('Fastify', other.floor, 'other')] : [])],
        }];
    });
    return groups.length ? bars({ title, groups, foot: foot_of(kept, `${kind}.256`) }) : '';
}

const foot_of = (kept, name) => {
    const row = kept[name];
    return row ? `${row.day}, ${row.cores} cores shared with other work (load ${row.load}): compare bars, not machines` : '';
};

/** How much of each budget is used: the whole width is all of it. */
const limits = [
    ['first_page.bytes', 'First page', 60, 'kB'],
    ['first_page.requests', 'First page, requests', 8, ''],
    ['memory.busy', 'Memory, busy', 60, 'MB'],
    ['start.demo', 'Ready after start', 300, 'ms'],
    ['start.large', 'Ready at 1 GB, after a kill', 3000, 'ms'],
    ['streams.reads_p99', 'Reads beside 10,000 listeners, p99', 50, 'ms'],
    ['streams.memory', 'Memory with 10,000 listeners', 400, 'MB'],
    ['build.incremental', 'Build after a change', 20, 's'],
    ['build.full', 'Whole build, two cores', 480, 's'],
];
const shares = [
    ['writes.256', 'Writes beside SQLite alone', 0.5],
    ['comparator.writes.256', 'Writes beside Fastify', 10],
    ['reads.256', 'Reads beside bare epoll', 0.4],
    ['comparator.reads.256', 'Reads beside Fastify', 4],
];

function budgets(kept) {
    const most = limits.filter(([name]) => kept[name]).map(([name, title, budget, unit]) => {
        const { value } = kept[name];
        return { name: title, value: value / budget, says: `${value} of ${budget} ${unit}`.trim(), tone: value <= budget ? 'ours' : 'other' };
    });
    const least = shares.filter(([name]) => kept[name]).map(([name, title, wanted]) => {
        const { ratio } = kept[name];
        return { name: title, value: Math.min(wanted / ratio, 1.25), says: `× ${ratio}, at least ${wanted}`, tone: ratio >= wanted ? 'ours' : 'other' };
    });
    const groups = [{ name: 'At most', bars: most }, { name: 'At least (shorter is better)', bars: least }].filter((group) => group.bars.length);
    return groups.length ? bars({ title: 'How much of each budget is used: the line is all of it', groups, line: 1, names: 250, foot: foot_of(kept, 'reads.256') }) : '';
}

function streams(kept) {
    const rows = [
        ['streams.each', 'Memory of one listener, kB', 'comparator.streams.each'],
        ['streams.opened', 'To open all of them, ms', 'comparator.streams.opened'],
        ['streams.hint', 'From a save sent to its word heard elsewhere, 99 in 100, ms', 'comparator.streams.hint'],
    ];
    const groups = rows.filter(([name]) => kept[name]).map(([name, title, other]) => {
        const row = (who, { value }, tone) => ({ name: who, value, tone, says: value < 1000 ? String(value) : thousand(value) });
        const pair = [row('Breather', kept[name], 'ours'), ...(kept[other] ? [row('Fastify', kept[other], 'other')] : [])];
        const most = Math.max(...pair.map((bar) => bar.value));
        return { name: title, bars: pair.map((bar) => ({ ...bar, value: bar.value / (most || 1) })) };
    });
    return groups.length ? bars({ title: `${(10_000).toLocaleString('en-GB')} pages listen, and mostly hear nothing`, groups, foot: foot_of(kept, 'streams.each') }) : '';
}

if (process.argv[1] === import.meta.filename) plot(JSON.parse(readFileSync(kept_file, 'utf8')));
