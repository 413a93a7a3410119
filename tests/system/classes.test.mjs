// docs/privacy.md gives every column a class, and the papers of docs/assurance are written from these. Here the columns of a
// folder in which somebody lived are held against what is said of them: what is called sealed looks sealed, an id is an id,
// a clear word is a word and no sentence, and a day is no minute.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { read_privacy } from '../../tools/papers/privacy.mjs';
import { a_full_life } from '../support/full_life.mjs';
import { controls, demo_folder, start } from '../support/server.mjs';
import { expect_none, read } from '../support/tree.mjs';

const { columns, tables } = read_privacy(read('docs/privacy.md'));
const of_people = new Set(tables.filter((table) => table.about === 'participant').map((table) => table.table));
const day = 86_400_000n;

/** Every value of a table but those that hold nothing: {column, type, hex}. */
function values(file, table) {
    const names = columns.filter((column) => column.table === table).map((column) => column.name);
    const one = (name) => `select '${name}' as "column", typeof("${name}") as type, hex("${name}") as hex from "${table}" where length("${name}") > 0`;
    const query = names.map(one).join(' union all ');
    const out = execFileSync('sqlite3', ['-readonly', '-json', file, query]).toString();
    return out.trim() ? JSON.parse(out) : [];
}

const text_of = (hex) => Buffer.from(hex, 'hex').toString();

/** Random bytes hold neither eight zeros in a row, as padding has, nor twenty letters. */
const looks_random = (hex) => !/^(?:..)*?(?:00){8}/.test(hex) && !/[ -~]{20}/.test(Buffer.from(hex, 'hex').toString('latin1'));
const is_sealed = ({ type, hex }, least) => type === 'blob' && hex.startsWith('01') && hex.length >= 2 * least && looks_random(hex);

/** What does not look like its class; each says what is wrong with a value. */
const looks = {
    none: () => '',
    service: ({ type, hex }) => (type === 'text' && !/^[a-z0-9_.-]{0,64}$/i.test(text_of(hex)) ? 'is more than a word' : ''),
    personal: ({ type, hex }) => (type !== 'blob' || ![32, 64].includes(hex.length) ? 'is neither an id nor a hash' : ''),
    sealed: (value) => (is_sealed(value, 45) ? '' : 'is not sealed'),
    vault: (value) => (is_sealed(value, 29) ? '' : 'is not sealed'),
    secret: ({ type, hex }) => (type !== 'blob' || hex.length < 2 * 32 ? 'is no hash and no wrap' : ''),
};

/** Days in the first six bytes of an id, and days kept as a time. */
function is_a_day(column, { type, hex }) {
    const at = type === 'blob' ? BigInt(`0x${hex.slice(0, 12)}`) : BigInt(text_of(hex));
    return at % day === 0n ? '' : `is not a day (${column.says})`;
}

function faults_in(data) {
    const faults = [];
    const filled = new Set();
    for (const table of of_people) {
        const keys_file = ['record_key', 'tombstone'].includes(table);
        for (const value of values(join(data, keys_file ? 'keys.db' : 'breather.db'), table)) {
            filled.add(table);
            const column = columns.find((each) => each.table === table && each.name === value.column);
            const days = /begins with the day|^the day|, to the day$/.test(column.says);
            for (const fault of [looks[column.kind](value), days && is_a_day(column, value)]) {
                if (fault) faults.push(`${table}.${column.name} is called ${column.kind}, but a value ${fault}`);
            }
        }
    }
    return { faults: [...new Set(faults)], filled };
}

async function lived_in(binary, options, life) {
    const folder = demo_folder('classes', binary);
    try {
        const server = await start(folder.data, { binary, options });
        const { ada } = await a_full_life(server, folder.codes[0], life);
        await ada.ask('GET', '/api/accounts/devices');
        await server.kill();
        return faults_in(folder.data);
    } finally {
        folder.remove();
    }
}

test('each column of a lived-in folder is what docs/privacy.md calls it', async () => {
    const { faults, filled } = await lived_in();
    assert.ok(filled.size >= 12, `only ${[...filled].join(', ')} hold anything: let somebody use more`);
    expect_none(faults, 'seal it, make it coarser, or say in docs/privacy.md what it is.');
});

test('control: with the server\'s seal off, what is called sealed is found not to be', async () => {
    const { faults } = await lived_in(controls, ['--control', 'seal-off']);
    assert.match(faults.join('\n'), /person\.profile is called sealed, but a value is not sealed/);
});

test('control: what the browser does not seal is found', async () => {
    const { faults } = await lived_in(undefined, [], { seal_in_browser: false });
    assert.deepEqual(faults, ['entry_head.sealed is called vault, but a value is not sealed']);
});
