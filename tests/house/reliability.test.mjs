// docs/reliability.md names every bad day of the catalogue, tests that are there, and controls that are in them.
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expect_none, read, root } from '../support/tree.mjs';

const ours = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R11', 'R13'];
const catalogue = [...Array.from({ length: 21 }, (_, i) => `R${i + 1}`)].filter((id) => id !== 'R17');

/** The rows of all tables, as trimmed cells. */
export const rows_in = (text) =>
    text.split('\n').filter((line) => /^\| R\d/.test(line)).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

const quoted = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map((one) => one[1]);

/** What is wrong with a row that has a control, given how a file is looked up. */
export function faults_of([id, , , tests = '', control = ''], find) {
    const paths = quoted(tests);
    if (paths.length === 0) return [`${id} names no test`];
    const missing = paths.filter((path) => find(path) === undefined).map((path) => `${id}: ${path} is not there`);
    const names = quoted(control);
    if (names.length === 0) return [...missing, `${id} names no control`];
    const texts = paths.map((path) => find(path) ?? '').join('\n');
    return [...missing, ...names.filter((name) => !texts.includes(name)).map((name) => `${id}: no test is called ${name}`)];
}

/** What a file says; a folder says nothing, but is there. */
function find(path) {
    if (!existsSync(join(root, path))) return undefined;
    return statSync(join(root, path)).isDirectory() ? '' : read(path);
}

test('a row without its test or its control is noticed', () => {
    const there = (path) => (path === 'tests/a.cpp' ? 'TEST(a, it_holds)' : undefined);
    assert.deepEqual(faults_of(['R1', '', '', '`tests/a.cpp`', '`it_holds`'], there), []);
    assert.equal(faults_of(['R1', '', '', '', ''], there).length, 1);
    assert.equal(faults_of(['R1', '', '', '`tests/b.cpp`', '`it_holds`'], there).length, 2);
    assert.equal(faults_of(['R1', '', '', '`tests/a.cpp`', '`gone`'], there).length, 1);
    assert.equal(faults_of(['R1', '', '', '`tests/a.cpp`', 'none'], there).length, 1);
});

test('every bad day of ours has tests and a control that are there', () => {
    const rows = rows_in(read('docs/reliability.md')).filter((row) => row.length === 5);
    assert.deepEqual(rows.map(([id]) => id), ours);
    expect_none(rows.flatMap((row) => faults_of(row, find)), 'correct docs/reliability.md, or bring the test back.');
});

test('every id of the catalogue stands on the page, and every test it names is there', () => {
    const text = read('docs/reliability.md');
    const named = rows_in(text).flatMap(([ids]) => ids.split(', '));
    expect_none(catalogue.filter((id) => !named.includes(id)), 'give it a row in docs/reliability.md.');
    const paths = [...text.matchAll(/`((?:tests|frontend)\/[^`\s]+)`/g)].map((one) => one[1]);
    assert.ok(paths.length > 20);
    expect_none(paths.filter((path) => find(path) === undefined), 'correct the path in docs/reliability.md.');
});
