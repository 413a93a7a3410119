// The page of methods: it has every method of the program, names only fields that are read, and its tables of hard data are
// what the program answers today.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { asked, outcome_tables } from '../support/hard_data.mjs';
import { command } from '../support/server.mjs';
import { expect_none, files, read } from '../support/tree.mjs';

const page = read('docs/methods.md');
const on_page = [...page.matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name);

/** Every method there is, as the program lists them to who asks for another. */
function vocabulary() {
    const folder = mkdtempSync(join(tmpdir(), 'breather-methods-'));
    try {
        writeFileSync(join(folder, 'cases.json'), JSON.stringify([{ id: 'none', method: 'none', file: 'none.csv', spec: {} }]));
        const { err } = command(['analyse', '--cases', join(folder, 'cases.json')]);
        return /There are: (.*)\./.exec(err)[1].split(', ');
    } finally {
        rmSync(folder, { recursive: true });
    }
}

test('every method of the program is on the page, and no other', () => {
    const there = vocabulary();
    assert.ok(there.length > 30, 'the program lists its methods');
    expect_none(there.filter((name) => !on_page.includes(name)), 'write it into docs/methods.md: what it answers, by which formula, when there is no answer.');
    expect_none(on_page.filter((name) => !there.includes(name)), 'docs/methods.md tells of a method that is gone.');
    expect_none(on_page.filter((name) => new Set(on_page).size !== on_page.length && on_page.indexOf(name) !== on_page.lastIndexOf(name)), 'a method stands twice.');
    expect_none(Object.keys(asked).filter((name) => !there.includes(name)), 'tests/support/hard_data.mjs asks a method that is gone.');
});

test('every line that --help shows is on the page', () => {
    const { out } = command(['analyse', '--help']);
    const lines = out.slice(out.indexOf('Methods, and how')).split('\n').slice(1).map((line) => line.trim()).filter(Boolean);
    assert.ok(lines.length > 20);
    expect_none(lines.filter((line) => !page.includes(`\`${line}\``)), 'add the line to its method in docs/methods.md.');
});

test('every field that the page names is read', () => {
    const sources = files('src/features/analysis/*.cpp').map(read).join('\n');
    const faults = [];
    for (const [, line] of page.matchAll(/^- \*\*Asked with:\*\* .*?fields (.*)\.$/gm))
        for (const [, field] of line.matchAll(/`(\w+)`/g)) if (!sources.includes(`"${field}"`)) faults.push(field);
    expect_none(faults, 'docs/methods.md names a field that no method reads.');
});

test('what comes of hard data is what the page says', () => {
    const tables = outcome_tables();
    assert.doesNotMatch(tables, /NaN|changed/, 'a number that is none, or a test that goes with the scale');
    assert.ok(page.includes(tables), `put this into docs/methods.md:\n\n${tables}`);
});
