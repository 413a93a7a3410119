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

test('every paper stands on the list in README.md', () => {
    const list = read(`${folder}/README.md`);
    const faults = pages.filter((page) => !page.endsWith('README.md') && !list.includes(`(${page.slice(folder.length + 1)})`));
    expect_none(faults, `add a line to ${folder}/README.md: what it is, who needs it.`);
});
