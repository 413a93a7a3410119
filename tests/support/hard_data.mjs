// Hard data for every method: one person, nothing but gaps, no spread, ties, scales from 1e-12 to 1e12, columns that say
// what others say, separation. What the program answers is docs/methods.md's table of outcomes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './server.mjs';

/** Made-up numbers, the same each time (Lehmer's generator: small, and good enough for data that only has to vary). */
function drawn(seed) {
    let state = seed;
    return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const people = 20;
const visits = 3;
/** Sixty rows: people with three visits each, who are also sixty rows of a survey. */
function plain_rows() {
    const draw = drawn(1201);
    const bell = () => draw() + draw() + draw() + draw() - 2;
    const of = (list) => list[Math.floor(draw() * list.length)];
    return Array.from({ length: people * visits }, (_, i) => {
        const arm = Math.floor(i / visits) % 2 ? 'B' : 'A';
        const x1 = 2 * bell();
        const y = 30 + x1 + (arm === 'B' ? 1.5 : 0) + 2 * bell();
        const item = () => Math.min(5, Math.max(1, Math.round(3 + (y - 30) / 3 + bell())));
        const a = of(['p', 'q', 'r']);
        const heard = () => (draw() < 0.7 ? a : of(['p', 'q', 'r']));
        return {
            id: i + 1, person: Math.floor(i / visits) + 1, visit: (i % visits) + 1, arm, x1, x2: bell(), dose: 1 + (i % 3),
            y, y2: y - 1 + bell(), yes: Number(draw() < 0.5 + 0.08 * x1), yes2: Number(draw() < 0.4), count: Math.floor(draw() * 6),
            weeks: 4 + Math.floor(draw() * 5), time: 1 + 30 * draw(), gone: Number(draw() < 0.7),
            i1: item(), i2: item(), i3: item(), i4: item(), a, b: heard(), c: heard(), r1: y, r2: y + bell(), r3: y + bell(),
            treated: Number(draw() < 0.5), chance: 0.5,
        };
    });
}

const numbers = ['y', 'y2', 'time', 'i1', 'i2', 'i3', 'i4', 'r1', 'r2', 'r3']; // the first three are made to tie
const outcomes = [...numbers, 'yes', 'yes2', 'count', 'gone', 'a', 'b', 'c'];
const alike = { y: 5, y2: 5, time: 4, r1: 2, r2: 2, r3: 2, i1: 3, i2: 3, i3: 3, i4: 3, yes: 1, yes2: 1, count: 2, gone: 1, a: 'p', b: 'p', c: 'p' };
const each = (change) => (rows) => rows.map((row) => ({ ...row, ...change(row) }));
const of_columns = (names, value) => each((row) => Object.fromEntries(names.map((name) => [name, value(row[name], name)])));

/** What is done to the plain table. */
const tables = {
    plain: (rows) => rows,
    one: (rows) => rows.slice(0, 1),
    gaps: of_columns(outcomes, () => ''),
    some_gaps: (rows) => rows.map((row, i) => (i % 5 ? row : { ...row, ...Object.fromEntries(outcomes.map((name) => [name, ''])) })),
    alike: of_columns(outcomes, (_, name) => alike[name]),
    ties: of_columns(numbers.slice(0, 3), (value, name) => (name === 'time' ? Math.ceil(value / 10) : Math.round(value / 4))),
    small: of_columns(numbers, (value) => value * 1e-12),
    large: of_columns(numbers, (value) => value * 1e12),
    same: each((row) => ({ x3: 2 * row.x1 })),
    nearly: each((row) => ({ x3: row.x1 + 1e-4 * row.x2 })),
    all_but: each((row) => ({ x3: row.x1 + 1e-9 * row.x2 })),
    separated: each((row) => ({ yes: Number(row.arm === 'B' || row.x1 > 0), gone: Number(row.arm === 'B'), count: row.arm === 'B' ? row.count : 0 })),
};

const x1 = { name: 'x1', type: 'numeric' };
const arm = { name: 'arm', type: 'factor', levels: ['A', 'B'], reference: 'A' };
const model = (outcome, more = {}) => ({ outcome, terms: [arm, x1], ...more });
const raters = { raters: ['a', 'b', 'c'], levels: ['p', 'q', 'r'] };
const coders = { a: 'a', b: 'b', levels: ['p', 'q', 'r'] };
const items = { items: ['i1', 'i2', 'i3', 'i4'] };
const groups = { outcome: 'y', group: 'arm', levels: ['A', 'B'] };
const survival = { time: 'time', event: 'gone' };

/** Each method of the vocabulary that a single table can be asked about. */
export const asked = {
    describe: { column: 'y' },
    proportion: { column: 'yes', event: '1' },
    chi_square: { row: 'arm', column: 'yes' },
    mcnemar: { first: 'yes', second: 'yes2', levels: ['1', '0'] },
    cochran_armitage: { outcome: 'yes', event: '1', group: 'dose', scores: { 1: 1, 2: 2, 3: 3 } },
    t_test: groups,
    paired_t_test: { first: 'y', second: 'y2' },
    anova_oneway: groups,
    kruskal_wallis: groups,
    mann_whitney: groups,
    wilcoxon_signed_rank: { first: 'y', second: 'y2' },
    correlation: { x: 'y', y: 'y2' },
    linear_regression: model('y'),
    ancova: model('y', { baseline: 'x1' }),
    logistic_regression: model('yes', { event: '1' }),
    firth_logistic: model('yes', { event: '1' }),
    poisson_regression: model('count', { offset: 'log(weeks)' }),
    negative_binomial_regression: model('count', { offset: 'log(weeks)' }),
    kaplan_meier: { ...survival, days: [5, 10] },
    log_rank: { ...survival, group: 'arm', levels: ['A', 'B'] },
    cox: { ...survival, terms: [arm, x1] },
    mmrm: { outcome: 'y', cluster: 'person', id: 'person', time: 'visit', fixed: ['arm', 'visit', 'x1'], arm_levels: ['A', 'B'], visit_levels: ['1', '2', '3'] },
    linear_mixed_model: { outcome: 'y', terms: [arm, x1], cluster: 'person' },
    count_models: model('count'),
    effect_size: { outcome: 'y', group: 'arm', comparisons: ['B minus A'] },
    reliable_change: { pre: 'y', post: 'y2', reliability: 0.8 },
    baseline_table: { by: 'arm', levels: ['A', 'B'], continuous: ['y'], categorical: [{ name: 'yes', levels: ['1', '0'] }] },
    multiple_imputation: { outcome: 'y', terms: [arm, x1], imputations: 3, seed: 1 },
    wcls: { participant: 'person', outcome: 'y', treatment: 'treated', probability: 'chance', moderators: [], controls: ['x1'] },
    cohen_kappa: coders,
    agreement: coders,
    fleiss_kappa: raters,
    krippendorff_alpha: { raters: raters.raters },
    icc: { raters: ['r1', 'r2', 'r3'] },
    scale_score: items,
    cronbach_alpha: items,
    mcdonald_omega: items,
};

const with_third = (spec) => (spec.fixed ? { ...spec, fixed: [...spec.fixed, 'x3'] } : { ...spec, terms: [...spec.terms, { name: 'x3', type: 'numeric' }] });
const is_model = (spec) => (spec.terms || spec.fixed) && !spec.seed;
const takes = {
    same: is_model,
    nearly: is_model,
    all_but: is_model,
    separated: (spec) => spec.terms && ['yes', 'count', undefined].includes(spec.outcome),
    ties: (spec) => Object.values(spec).flat().some((name) => numbers.includes(name)),
};
takes.small = takes.large = takes.ties;

function csv(rows) {
    const names = Object.keys(rows[0]);
    return `${names.join()}\n${rows.map((row) => names.map((name) => row[name]).join()).join('\n')}\n`;
}

/** method → table → what the program answers. */
export function answers() {
    const folder = mkdtempSync(join(tmpdir(), 'breather-hard-data-'));
    try {
        const rows = plain_rows();
        const cases = [];
        for (const [table, change] of Object.entries(tables)) {
            writeFileSync(join(folder, `${table}.csv`), csv(change(rows)));
            for (const [method, spec] of Object.entries(asked)) {
                if (takes[table] && !takes[table](spec)) continue;
                const third = ['same', 'nearly', 'all_but'].includes(table);
                cases.push({ id: `${method} ${table}`, method, file: `${table}.csv`, spec: third ? with_third(spec) : spec });
            }
        }
        writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
        try {
            execFileSync(program, ['analyse', '--cases', join(folder, 'cases.json'), '--results', join(folder, 'results.json')], { stdio: 'pipe' });
        } catch (fault) {
            if (fault.status !== 1) throw fault; // a case that cannot be run says so in its place
        }
        const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
        return (method, table) => results[`${method} ${table}`];
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** Every number below `value`, by its way there. */
function leaves(value, way = '') {
    if (value === null || typeof value !== 'object') return [[way, value]];
    return Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${way}/${name}`));
}
const tests_of = (answer) => leaves(answer).filter(([way, value]) => /\/(p|p_\w+|\w+_p|chi2|t|f|z|r|tau_b|kappa|alpha|total|icc_\w+|d|g)$/.test(way) && typeof value === 'number');
const near = (a, b) => Math.abs(a - b) <= 1e-6 * Math.abs(a) + 1e-9;

const answer_at = (answer, way) => way.split('/').slice(1).reduce((inner, name) => (inner === undefined || inner === null ? inner : inner[name]), answer);

/** In one or two words, what came of it. */
export function told(answer, { plain, without } = {}) {
    if (answer.fault) return 'refused';
    if (answer.undefined) return `\`${answer.why}\``;
    if (answer.separation === true) return 'separation told';
    const all = leaves(answer);
    if (all.some(([, value]) => Number.isNaN(value))) return 'NaN';
    const reasons = new Set(all.filter(([way]) => way.endsWith('/why')).map(([, why]) => `\`${why}\``));
    if (reasons.size > 0) return `in part ${[...reasons].join(', ')}`;
    if (plain) {
        const was = new Map(tests_of(plain));
        const changed = tests_of(answer).filter(([way, value]) => was.has(way) && !near(was.get(way), value));
        if (changed.length > 0) return `changed: ${changed.map(([way]) => way.split('/').at(-1))[0]}`;
        return 'the same';
    }
    const named = all.some(([way, value]) => (/aliased\/\d+$/.test(way) && value) || (way.endsWith('aliased') && value === true));
    if (named) return 'left out, named';
    const absent = without ? leaves(without).filter(([way, value]) => typeof value === 'number' && answer_at(answer, way) === null) : [];
    const names = [...new Set(absent.map(([way]) => `\`${way.split('/').at(-1)}\``))];
    return names.length > 0 ? `numbers, no ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}` : 'numbers';
}
const shown = (method, table) => !takes[table] || Boolean(takes[table](asked[method]));

/** The page's two tables, as they would be made today. */
export function outcome_tables() {
    const answer = answers();
    const cell = (method, table) => {
        if (!shown(method, table)) return '·';
        const plain = answer(method, 'plain');
        return told(answer(method, table), table === 'small' || table === 'large' ? { plain } : { without: plain });
    };
    const scales = (method) => {
        const both = new Set(['small', 'large'].map((table) => cell(method, table)));
        return [...both].join('; ');
    };
    const table_of = (heads, rows) => [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
    const all = Object.keys(asked);
    return [
        table_of(
            ['method', 'one row', 'only gaps', 'no spread', 'ties', '× 10⁻¹², × 10¹²'],
            all.map((method) => [`\`${method}\``, ...['one', 'gaps', 'alike', 'ties'].map((table) => cell(method, table)), scales(method)]),
        ),
        table_of(
            ['model', '2x beside x', 'x + 10⁻⁹ beside x', 'x + 10⁻⁴ beside x', 'separated'],
            all.filter((method) => shown(method, 'same')).map((method) => [`\`${method}\``, ...['same', 'all_but', 'nearly', 'separated'].map((table) => cell(method, table))]),
        ),
    ].join('\n\n');
}
