// The papers of docs/assurance say nothing that is not so: what follows from the schema is up to date, every file and every
// test they name is there, every promise and every requirement has its test or its reason.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { papers } from '../../tools/papers/records.mjs';
import { expect_none, files, read, root } from '../support/tree.mjs';

const folder = 'docs/assurance';
const pages = files(`${folder}/*.md`).filter((path) => existsSync(join(root, path)));

/** The rows of all tables of a page whose first cell is a word like `pattern`, as lists of cells. */
function rows(text, pattern) {
    return text
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.trim().slice(1, -1).split('|').map((cell) => cell.trim()))
        .filter((cells) => pattern.test(cells[0]));
}

const sentence = (text) => text.replace(/[\s_]+/g, ' ').toLowerCase();

/** What is named in backticks and is not there: `tests/a_test.cpp`, or `tests/a_test.cpp#a test's name` in that file. */
function missing_in(text) {
    const faults = [];
    const named = [...text.matchAll(/`((?:tests|frontend|src|docs|tools|migrations|content|deploy|bench)\/[^`\s#]+)(?:#([^`]+))?`/g)];
    for (const [, path, name] of named) {
        if (!existsSync(join(root, path))) faults.push(`${path} is not there`);
        else if (name && !sentence(read(path)).includes(sentence(name))) faults.push(`${path} has no "${name}"`);
    }
    return { faults, named: named.length };
}

test('a file and a test that are not there are found', () => {
    const text = '`tests/house/nothing.mjs` `tests/house/assurance.test.mjs#a test nobody wrote, ' + 'ever` `tests/house/links.test.mjs#links of every kind are found`';
    assert.equal(missing_in(text).faults.length, 2);
    assert.equal(missing_in(text).named, 3);
});

test('what follows from the schema is up to date', () => {
    const { faults, written } = papers(read('docs/privacy.md'));
    expect_none(faults, 'mend docs/privacy.md, then run tools/records_of_processing.');
    const behind = Object.entries(written).filter(([path, text]) => !existsSync(join(root, path)) || read(path) !== text);
    expect_none(behind.map(([path]) => `${path} lags behind docs/privacy.md`), 'run tools/records_of_processing.');
});

test('a table without an end, and a person in a table about nobody, are found', () => {
    const page = read('docs/privacy.md');
    const without = page.replace(/^\| session \|.*\n/m, '');
    assert.match(papers(without).faults.join(), /session has columns but no line/);
    const nobody = page.replace(/^\| progress \| programme \| participant/m, '| progress | programme | nobody');
    assert.match(papers(nobody).faults.join(), /progress is said to be about nobody/);
    const unsaid = page.replace(/^(\| progress \| programme \| participant \|).*$/m, '$1 |');
    assert.throws(() => papers(unsaid), /filled cells/);
});

test('every file and every test the papers name is there', () => {
    let named = 0;
    const faults = [];
    for (const page of pages) {
        const found = missing_in(read(page));
        named += found.named;
        faults.push(...found.faults.map((fault) => `${page}: ${fault}`));
    }
    assert.ok(named > 20, `only ${named} names were looked at`);
    expect_none(faults, 'name the test that is there, or say "not built yet".');
});

test('each promise has its tests, or says what is not yet', () => {
    const promised = rows(read(`${folder}/promises.md`), /^P\d+$/);
    assert.deepEqual(promised.map(([id]) => id), Array.from({ length: 12 }, (_, i) => `P${i + 1}`));
    const faults = [];
    for (const [id, , state, tests, missing] of promised) {
        if (!['kept', 'partly', 'not yet'].includes(state)) faults.push(`${id}: "${state}" is none of kept, partly, not yet`);
        if (state !== 'not yet' && !/`(tests|frontend)\//.test(tests ?? '')) faults.push(`${id} is ${state} but names no test`);
        if (state !== 'kept' && (missing ?? '').length < 10) faults.push(`${id} is ${state} but does not say what is missing`);
    }
    expect_none(faults, 'name the test with its path, or say what is missing.');
});

// Levels 1 and 2 of OWASP ASVS 5.0.0: section → the numbers of its requirements.
const asvs = {
    '1.1': '1-2', '1.2': '1-9', '1.3': '1-11', '1.4': '1-3', '1.5': '1-2',
    '2.1': '1-3', '2.2': '1-3', '2.3': '1-4', '2.4': '1-1',
    '3.2': '1-2', '3.3': '1-4', '3.4': '1-6', '3.5': '1-5', '3.7': '1-2',
    '4.1': '1-3', '4.2': '1-1', '4.3': '1-2', '4.4': '1-4',
    '5.1': '1-1', '5.2': '1-3', '5.3': '1-2', '5.4': '1-3',
    '6.1': '1-3', '6.2': '1-12', '6.3': '1-4', '6.4': '1-4', '6.5': '1-5', '6.6': '1-3', '6.8': '1-4',
    '7.1': '1-3', '7.2': '1-4', '7.3': '1-2', '7.4': '1-5', '7.5': '1-2', '7.6': '1-2',
    '8.1': '1-2', '8.2': '1-3', '8.3': '1-1', '8.4': '1-1',
    '9.1': '1-3', '9.2': '1-4',
    '10.1': '1-2', '10.2': '1-2', '10.3': '1-4', '10.4': '1-11', '10.5': '1-5', '10.6': '1-2', '10.7': '1-3',
    '11.1': '1-2', '11.2': '1-3', '11.3': '1-3', '11.4': '1-4', '11.5': '1-1', '11.6': '1-1',
    '12.1': '1-3', '12.2': '1-2', '12.3': '1-4',
    '13.1': '1-1', '13.2': '1-5', '13.3': '1-2', '13.4': '1-5',
    '14.1': '1-2', '14.2': '1-4', '14.3': '1-3',
    '15.1': '1-3', '15.2': '1-3', '15.3': '1-7',
    '16.1': '1-1', '16.2': '1-5', '16.3': '1-4', '16.4': '1-3', '16.5': '1-3',
    '17.1': '1-1', '17.2': '1-4', '17.3': '1-2',
};

/** What is wrong with rows of id, words, status, and what shows it. */
function faults_in_map(map, states) {
    const faults = [];
    for (const [id, , state, shown = '', ...more] of map) {
        if (more.length > 0) faults.push(`${id} has too many cells`);
        if (!states.includes(state)) faults.push(`${id}: "${state}" is none of ${states.join(', ')}`);
        else if (state === 'met' && !/`[a-z]+\/|\]\(/.test(shown)) faults.push(`${id} is met but names nothing that shows it`);
        else if (shown.length < 6) faults.push(`${id} gives no reason`);
    }
    return faults;
}

test('each requirement of ASVS level 1 and 2 has a status, and a test or a reason', () => {
    const wanted = Object.entries(asvs).flatMap(([section, range]) => {
        const [first, last] = range.split('-').map(Number);
        return Array.from({ length: last - first + 1 }, (_, i) => `${section}.${first + i}`);
    });
    assert.equal(wanted.length, 253, 'the standard has 70 requirements of level 1 and 183 of level 2');
    const page = read(`${folder}/asvs-5.0-level-2.md`);
    const map = rows(page, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(map.map(([id]) => id), wanted);
    const states = ['met', 'differs', 'not applicable', 'not yet'];
    expect_none(faults_in_map(map, states), 'give it a status, and the test or the reason.');
    const counted = states.map((state) => `${state}: ${map.filter((row) => row[2] === state).length}`).join(' · ');
    assert.ok(page.includes(counted), `the sum at the top is not "${counted}"`);
});

test('each of the ten API risks has a status, and a test or a reason', () => {
    const map = rows(read(`${folder}/owasp-api-2023.md`), /^API\d+$/);
    assert.deepEqual(map.map(([id]) => id), Array.from({ length: 10 }, (_, i) => `API${i + 1}`));
    expect_none(faults_in_map(map, ['met', 'partly', 'not applicable', 'not yet']), 'give it a status, and the test or the reason.');
});

test('a requirement that is met by nothing is found', () => {
    const states = ['met', 'not yet'];
    const bad = [['1.1.1', 'x', 'met', 'because we say so'], ['1.1.2', 'x', 'perhaps', '`tests/a.cpp`'], ['1.1.3', 'x', 'not yet', '']];
    assert.equal(faults_in_map(bad, states).length, 3);
    assert.deepEqual(faults_in_map([['1.1.1', 'x', 'met', '`tests/a.cpp`']], states), []);
});

// The risk matrix of DCB0129: likelihood → risk by severity.
const severities = ['Minor', 'Significant', 'Considerable', 'Major', 'Catastrophic'];
const matrix = { 'Very high': [3, 4, 4, 5, 5], High: [2, 3, 3, 4, 5], Medium: [2, 2, 3, 3, 4], Low: [1, 2, 2, 3, 4], 'Very low': [1, 1, 2, 2, 3] };

/** What is wrong with the hazards of a log: parts that are missing, ratings that are not the matrix's. */
function faults_in_log(text) {
    const hazards = text.split(/^## (?=H\d)/m).slice(1);
    const faults = [];
    hazards.forEach((hazard, i) => {
        const id = `H${String(i + 1).padStart(2, '0')}`;
        if (!hazard.startsWith(`${id} `)) faults.push(`${hazard.slice(0, 3)} should be ${id}`);
        for (const part of ['Cause', 'Effect', 'Controls', 'Before', 'Now', 'Left', 'Owner']) {
            if (!new RegExp(`^- \\*\\*${part}:\\*\\* \\S`, 'm').test(hazard)) faults.push(`${id} says nothing under ${part}`);
        }
        for (const [, when, severity, likelihood, risk] of hazard.matchAll(/\*\*(Before|Now):\*\* severity (.+), likelihood (.+), risk (\d)/g)) {
            if (matrix[likelihood]?.[severities.indexOf(severity)] !== Number(risk)) faults.push(`${id} ${when}: ${severity} and ${likelihood} are not ${risk}`);
        }
        if (!/\[site: /.test(/\*\*Owner:\*\*.*/.exec(hazard)?.[0] ?? '')) faults.push(`${id} names an owner: only a site can`);
    });
    return { faults, count: hazards.length };
}

test('each hazard has cause, effect, controls and a rating of the matrix', () => {
    const { faults, count } = faults_in_log(read(`${folder}/hazard-log.md`));
    assert.ok(count >= 20, `only ${count} hazards`);
    expect_none(faults, 'fill the part, or take the risk from the matrix at the top of the log.');
});

test('a hazard that is rated too low is found', () => {
    const log = read(`${folder}/hazard-log.md`);
    assert.equal(faults_in_log(log.replace(/likelihood Low, risk 4/, 'likelihood Low, risk 2')).faults.length, 1);
    assert.equal(faults_in_log(log.replace(/^- \*\*Effect:.*$/m, '')).faults.length, 1);
});

/** What the British regulator's matrix makes of likelihood and harm. */
function overall(likelihood, harm) {
    const at = ['remote', 'possible', 'probable'].indexOf(likelihood) + ['minimal', 'some', 'serious'].indexOf(harm);
    if (harm === 'minimal' || likelihood === 'remote') return 'low';
    return at >= 3 ? 'high' : 'medium';
}

test('the risks of the impact assessment are rated by its matrix, before and after', () => {
    const risks = rows(read(`${folder}/dpia.md`), /^\d+$/).filter((cells) => cells.length === 5);
    assert.ok(risks.length >= 12);
    const faults = [];
    for (const [id, , before, , after] of risks) {
        for (const rating of [before, after]) {
            const [likelihood, harm, says] = rating.split(', ');
            if (says !== overall(likelihood, harm)) faults.push(`${id}: "${rating}" should be ${overall(likelihood, harm)}`);
        }
    }
    expect_none(faults, 'take the rating from the words above the table.');
});

test('a paper in two languages has the same parts in both', () => {
    const shape = (page) => {
        const text = read(page);
        const lines = text.split('\n');
        return {
            headings: lines.filter((line) => /^#+ /.test(line)).map((line) => line.match(/^#+/)[0].length),
            rows: lines.filter((line) => line.startsWith('|')).length,
            points: lines.filter((line) => /^(-|\d+\.) /.test(line)).length,
        };
    };
    const chinese = pages.filter((page) => page.endsWith('.zh.md'));
    assert.ok(chinese.length > 0);
    for (const page of chinese) assert.deepEqual(shape(page), shape(page.replace('.zh.md', '.md')), page);
});

// Who in the program opens a line to somebody else; data-flow.md says whom and when.
const opens_a_line = /curl_easy_init|PQconnect|async_connect|::connect\(|getaddrinfo|async_resolve/;
const told_in_data_flow = {
    'src/engines/mail/line.cpp': 'mail server',
    'src/engines/storage/postgres_connection.cpp': 'PostgreSQL',
    'src/app/control_socket.cpp': 'control socket',
    'src/engines/oidc/curl_net.cpp': 'provider of identities',
};

test('the program connects to nobody but whom the data flow names', () => {
    const told = read(`${folder}/data-flow.md`);
    const sources = files('src/*.cpp', 'src/*.h').filter((path) => existsSync(join(root, path)) && opens_a_line.test(read(path)));
    assert.ok(sources.length >= 2, 'the search for lines to others finds none: has the call another name now?');
    const faults = sources.filter((path) => !told_in_data_flow[path]).map((path) => `${path} opens a line to somebody`);
    for (const [path, word] of Object.entries(told_in_data_flow)) {
        if (sources.includes(path) && !told.includes(word)) faults.push(`${folder}/data-flow.md does not speak of "${word}" (${path})`);
    }
    expect_none(faults, `say in ${folder}/data-flow.md whom it connects to, when, and what goes there; then name the file here.`);
});

test('what is said not to be built yet is not there', () => {
    const not_yet = read(`${folder}/README.md`).split('## What is not there yet')[1].split('\n## ')[0];
    const begun = [...not_yet.matchAll(/`(features\/\w+)`/g)].map((found) => found[1]);
    assert.ok(begun.length > 0);
    const faults = begun.filter((room) => existsSync(join(root, 'src', room))).map((room) => `src/${room} is there`);
    expect_none(faults, `look through ${folder} for "not built yet" and for what changes: intended-purpose, hazard-log (H30), dpia, both PIPL pages, dtac, promises. Then take the line out of ${folder}/README.md.`);
});

test('every paper stands on the list in README.md', () => {
    const list = read(`${folder}/README.md`);
    const faults = pages.filter((page) => !page.endsWith('README.md') && !list.includes(`(${page.slice(folder.length + 1)})`));
    expect_none(faults, `add a line to ${folder}/README.md: what it is, who needs it.`);
});
