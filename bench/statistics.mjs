// What `breather analyse` takes beside R and Python on the same tables: the whole process, from the file to what it prints, in
// turn, round by round, and the most memory each had. All must have found the same numbers, or nothing is told.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../tests/support/server.mjs';
import { root } from '../tests/support/tree.mjs';
import { programs } from './subject.mjs';
import { figure, median } from './table.mjs';

const here = join(root, 'bench', 'statistics');
const folder = join(root, 'build', 'bench', 'statistics');
const threads = 2;
const memory_most = 300; // MiB
const alike = 1e-6;

const model = 'age + sex + site + ethnicity + hours + stress + sleep + mood + load + support + distance';
const survey = join(folder, 'survey.csv');
const asked = (...words) => ['analyse', ...words, '--json'];
const named = (answer, name) => answer.coefficients.find((one) => one.term === name);
const cases = (name, list) => {
    writeFileSync(join(folder, name), JSON.stringify(list));
    return ['analyse', '--cases', join(folder, name)];
};

/** `least`: how many times the better of the others, where that was asked; `least_r`: how many times R. `finds` takes from our answer what theirs print. */
const subjects = {
    read: {
        least: 4,
        words: () => ['analyse', '--suggest', survey],
        finds: (plan) => ({ columns: plan.match(/^".+" = ".+"  # /gm)?.length ?? 0 }),
        plain: true,
        others: ['R'],
    },
    logistic: {
        least: 8,
        words: () => asked(survey, 'logistic', `used ~ ${model} + sought`),
        finds: (a) => ({
            n: a.n,
            log_lik: a.log_lik,
            stress: named(a, 'stress').estimate,
            'stress.se': named(a, 'stress').se,
            site: named(a, 'site=West').estimate,
            'site.se': named(a, 'site=West').se,
        }),
        others: ['R', 'Python'],
    },
    linear: {
        words: () => asked(survey, 'linear', `sleep ~ ${model.replace('sleep + ', '')} + sought + used`),
        finds: (a) => ({
            n: a.n,
            log_lik: a.log_lik,
            r2: a.r2,
            stress: named(a, 'stress').estimate,
            'stress.se': named(a, 'stress').se,
            site: named(a, 'site=West').estimate,
            'site.se': named(a, 'site=West').se,
        }),
        others: ['R'],
    },
    survival: {
        least: 5,
        least_r: 15,
        words: () => {
            const spec = { time: 'day', event: 'left', group: 'arm' };
            return cases('survival.json', [
                { id: 'curve', method: 'kaplan_meier', file: 'survey.csv', spec: { ...spec, days: [90] } },
                { id: 'test', method: 'log_rank', file: 'survey.csv', spec },
            ]);
        },
        finds: ({ curve, test }) => ({
            median: curve.A.median,
            at90: curve.A.at[0].survival,
            'at90.se': curve.A.at[0].se,
            chi2: test.logrank.chi2,
        }),
        others: ['R', 'Python'],
    },
    cox: {
        least: 10,
        words: () => asked(survey, 'cox', `Surv(day, left) ~ arm + ${model}`),
        finds: (a) => ({
            log_lik: a.log_lik,
            stress: named(a, 'stress').estimate,
            'stress.se': named(a, 'stress').se,
            arm: named(a, 'arm=C').estimate,
            'arm.se': named(a, 'arm=C').se,
            concordance: a.concordance,
            'ph.chi2': a.ph_test_km.at(-1).chi2,
        }),
        others: ['R'],
    },
    chi_square: {
        least: 3,
        words: () => asked(survey, 'chi-square', 'site ~ used'),
        finds: (a) => ({ chi2: a.pearson.chi2, df: a.pearson.df }),
        others: ['R', 'Python'],
    },
    kappa: {
        least: 5,
        words: () => asked(join(folder, 'coders.csv'), 'kappa', 'first second'),
        finds: (a) => ({ kappa: a.kappa, se: a.se }),
        others: ['R', 'Python'],
    },
    engagement: {
        least: 5,
        words: () =>
            cases('engagement.json', [
                { id: 'use', method: 'engagement_summary', file: ['people.csv', 'events.csv'], spec: { days: [1, 7, 28] } },
            ]),
        finds: ({ use }) => ({
            uptake: use.uptake.k,
            sessions: use.sessions_total,
            ...Object.fromEntries(use.retention.flatMap((day) => [[`rolling.${day.day}`, day.rolling_n], [`classic.${day.day}`, day.classic_n]])),
            ...Object.fromEntries(use.funnel.flatMap((step) => [[`started.${step.module}`, step.started], [`completed.${step.module}`, step.completed]])),
            adherence: use.adherence.mean_percent,
        }),
        others: ['R'],
        rounds: 1,
    },
};

/** Runs a program to its end on `threads` cores: seconds, MiB at most, what it printed. */
function timed([file, ...words], env = {}) {
    const begun = process.hrtime.bigint();
    const ran = spawnSync('taskset', ['-c', `0-${threads - 1}`, '/usr/bin/time', '-f', '%M', '-o', join(folder, 'memory'), file, ...words], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
        env: { ...process.env, BENCH_THREADS: String(threads), OMP_NUM_THREADS: String(threads), ...env },
    });
    const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
    if (ran.status !== 0) throw new Error(`${file} ${words.join(' ')}: ${ran.stderr}`);
    return { seconds, memory: Number(readFileSync(join(folder, 'memory'), 'utf8').trim().split('\n').at(-1)) / 1024, out: ran.stdout };
}

const beside = join(root, 'build', 'beside');
const languages = {
    R: (name) => {
        const script = join(folder, `${name}.R`);
        writeFileSync(script, ['head', name].map((part) => readFileSync(join(here, 'r', `${part}.R`), 'utf8')).join('\n'));
        return [['Rscript', '--vanilla', script, folder]];
    },
    Python: (name) => [
        ['/usr/bin/python3', join(here, 'python', `${name}.py`), folder],
        { PYTHONPATH: join(beside, 'usr/lib/python3/dist-packages'), LD_LIBRARY_PATH: join(beside, 'usr/lib/x86_64-linux-gnu') },
    ],
};

/** "name value" lines as an object. */
const said = (out) =>
    Object.fromEntries(
        out
            .trim()
            .split('\n')
            .map((line) => line.trim().split(/\s+/))
            .map(([name, value]) => [name, Number(value)]),
    );

function agree(name, language, ours, theirs) {
    for (const [field, value] of Object.entries(theirs)) {
        if (!(field in ours) ) continue;
        if (!(Math.abs(ours[field] - value) <= alike * Math.abs(value)))
            throw new Error(`statistics.${name}: ${field} is ${ours[field]} here and ${value} in ${language}`);
    }
    if (!Object.keys(theirs).some((field) => field in ours)) throw new Error(`statistics.${name}: ${language} printed nothing to compare`);
}

function make_tables(names, says) {
    mkdirSync(folder, { recursive: true });
    const wanted = [
        ['survey.csv', 1e6, 0, 0, 0],
        ['coders.csv', 0, 1e5, 0, 0],
        ...(names.includes('engagement') ? [['events.csv', 0, 0, 2e5, 2e7]] : []),
    ];
    const age = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);
    for (const [file, ...counts] of wanted) {
        if (age(join(folder, file)) > age(programs.tables)) continue;
        says(`writing ${file}`);
        execFileSync(programs.tables, [folder, ...counts.map(String)]);
    }
}

export async function measure_statistics(about) {
    if (!about.statistics) return [];
    const names = Object.keys(subjects).filter((name) => about.wants(`statistics.${name}`));
    if (names.length === 0) return [];
    make_tables(names, about.says);
    return names.flatMap((name) => measured(name, subjects[name], about));
}

function measured(name, subject, about) {
    const rounds = Math.min(about.rounds, subject.rounds ?? about.rounds);
    const ours = [], theirs = Object.fromEntries(subject.others.map((language) => [language, []]));
    for (let round = 0; round < rounds; ++round) {
        about.says(`statistics.${name}, ${round + 1} of ${rounds}`);
        ours.push(timed([program, ...subject.words()]));
        const found = subject.finds(subject.plain ? ours.at(-1).out : JSON.parse(ours.at(-1).out));
        for (const language of subject.others) {
            const ran = timed(...languages[language](name));
            theirs[language].push(ran);
            agree(name, language, found, said(ran.out));
        }
    }
    const of = (runs, field) => median(runs.map((run) => run[field]));
    const times = (language) => median(theirs[language].map((run, i) => run.seconds / ours[i].seconds));
    // R's own time: without starting it and its packages.
    const own = theirs.R ? median(theirs.R.map((run, i) => said(run.out).own_seconds / ours[i].seconds)) : null;
    const better = Math.min(...subject.others.map(times));
    const note = subject.others.map((language) => `${language} ${of(theirs[language], 'seconds').toFixed(2)} s, ${Math.round(of(theirs[language], 'memory'))} MiB`).join('; ');
    const row = `statistics.${name}`;
    return [
        { ...figure(`${row}`, of(ours, 'seconds'), 's', { note: `${note}; without starting R ${own.toFixed(1)} ×` }), ratio: Number(better.toPrecision(3)), ...(subject.least && { budget: `× ≥ ${subject.least}`, good: better >= subject.least }) },
        ...(subject.least_r ? [{ ...figure(`${row}.r`, times('R'), '× R', { least: subject.least_r }) }] : []),
        figure(`${row}.memory`, of(ours, 'memory'), 'MiB', { budget: memory_most }),
    ];
}
