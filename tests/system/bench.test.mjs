// The measuring itself works: rows have their shape, and the budgets that no noise can move are held. Rates are not judged here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporary_folder } from '../support/server.mjs';
import { root } from '../support/tree.mjs';

function bench(...args) {
    const folder = temporary_folder('bench-rows');
    const file = join(folder, 'rows.json');
    try {
        execFileSync(process.execPath, [join(root, 'bench', 'main.mjs'), '--json', file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
        return JSON.parse(readFileSync(file, 'utf8'));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

const named = (rows, name) => rows.find((row) => row.name === name);

test('one short round gives every row its name, value, unit, floor and ratio', { timeout: 180_000 }, () => {
    const rows = bench('--rounds', '1', '--seconds', '1', '--people', '16', 'writes.32', 'reads.32', 'memory', 'start');
    const names = rows.map((row) => row.name);
    assert.deepEqual(names, ['start.demo', 'writes.32', 'reads.32', 'memory.idle', 'memory.busy', 'memory.after']);
    for (const row of rows) {
        assert.deepEqual(Object.keys(row), ['name', 'value', 'unit', 'floor', 'ratio']);
        assert.ok(row.value > 0, `${row.name} measured nothing`);
    }
    for (const name of ['writes.32', 'reads.32']) {
        const row = named(rows, name);
        assert.ok(row.floor > 0 && row.ratio > 0, `${name} has no floor`);
    }
    assert.equal(named(rows, 'start.demo').floor, null);
});

test('the first page keeps its budget: at most 60 kB, at most 8 requests, no other host', { timeout: 120_000 }, () => {
    const rows = bench('first_page');
    const value = (name) => named(rows, `first_page.${name}`).value;
    assert.ok(value('bytes') > 5, 'the page was not counted');
    assert.ok(value('bytes') <= 60, `${value('bytes')} kB before the breathing runs; move what waits into a lazy part`);
    assert.ok(value('requests') <= 8, `${value('requests')} requests before the breathing runs`);
    assert.equal(value('other_hosts'), 0);
});

test('a row nobody knows is said, with those there are', () => {
    assert.throws(() => bench('speed'), (failure) => failure.status === 2 && /writes, reads/.test(String(failure.stderr)));
});
