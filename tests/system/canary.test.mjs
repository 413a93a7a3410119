// P4, P6: a stolen folder, log or backup shows no personal text. Unique texts are put in every field that
// reaches the server, then everything it left behind is searched; each control must find something.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { a_full_life } from '../support/full_life.mjs';
import { controls, demo_folder, start } from '../support/server.mjs';
import { every_file, find_in } from '../support/sweep.mjs';

/** Where the bytes themselves stand: ["breather.db: her recovery code", …]. */
function find_bytes(folder, secrets) {
    return [...every_file(folder)].flatMap((path) => {
        const bytes = readFileSync(path);
        const found = Object.keys(secrets).filter((what) => bytes.includes(Buffer.from(secrets[what])));
        return found.map((what) => `${path.slice(folder.length + 1)}: ${what}`);
    });
}

async function sweep(binary, options, life) {
    const folder = demo_folder('canary', binary);
    try {
        const server = await start(folder.data, { binary, options });
        const { canaries, secrets } = await a_full_life(server, folder.codes[0], life);
        const running = find_in(folder.data, canaries, { 'what it printed': server.output() });
        await server.kill();
        const stopped = find_in(folder.data, canaries, { 'what it printed': server.output() });
        return [...running, ...stopped, ...find_bytes(folder.data, secrets)];
    } finally {
        folder.remove();
    }
}

test('nothing a person wrote or is called stands in database, journal, keys or log', async () => {
    assert.deepEqual(await sweep(undefined, []), []);
});

test('control: with the server\'s seal off, the sweep finds her', async () => {
    const found = (await sweep(controls, ['--control', 'seal-off'])).join('\n');
    assert.match(found, /the pseudonym/);
    assert.match(found, /where she stopped/);
});

test('control: what the browser does not seal, the sweep finds', async () => {
    const found = (await sweep(undefined, [], { seal_in_browser: false })).join('\n');
    assert.match(found, /the diary/);
});

/** Files that hold the person's id, as bytes or as hex. */
function files_that_name(folder, person) {
    const forms = [Buffer.from(person, 'hex'), Buffer.from(person)];
    return [...every_file(folder)]
        .filter((path) => forms.some((form) => readFileSync(path).includes(form)))
        .map((path) => basename(path));
}

test('after she deleted her account, no file names her but the tombstone, and none holds what she was called', async () => {
    const folder = demo_folder('canary-deleted');
    try {
        const server = await start(folder.data);
        const { ada, person, canaries, secrets } = await a_full_life(server, folder.codes[0]);
        const before = files_that_name(folder.data, person);
        assert.ok(before.some((file) => /^breather\.db/.test(file)), 'control: while she is here, the search finds her');
        assert.ok(before.some((file) => /^keys\.db/.test(file)), 'control: and the key that is hers');

        const deleted = await ada.ask('POST', '/api/accounts/delete', { confirm: 'delete' });
        assert.equal(deleted.status, 200, deleted.text);
        const running = files_that_name(folder.data, person);
        const { code } = await server.kill();
        assert.equal(code, 0, server.output());
        for (const [when, left] of Object.entries({ running, stopped: files_that_name(folder.data, person) })) {
            assert.deepEqual(left.filter((file) => !/^keys\.db(-wal)?$/.test(file)), [], `while the server is ${when}`);
        }
        assert.ok(files_that_name(folder.data, person).includes('keys.db'), 'the tombstone, so that an old backup brings nobody back');
        assert.deepEqual([...find_in(folder.data, canaries, { 'what it printed': server.output() }), ...find_bytes(folder.data, secrets)], []);
    } finally {
        folder.remove();
    }
});

test('her copy is made in the browser: the server keeps no file of it', async () => {
    const folder = demo_folder('canary-copy');
    try {
        const server = await start(folder.data);
        const { ada } = await a_full_life(server, folder.codes[0]);
        const files = () => [...every_file(folder.data)].map((path) => path.slice(folder.data.length + 1)).sort();
        const before = files();
        assert.equal((await ada.ask('GET', '/api/accounts/kept')).status, 200);
        assert.equal((await ada.ask('GET', '/api/exercises/entries')).status, 200);
        assert.deepEqual(files(), before, 'asking for all of it leaves no new file');
        assert.deepEqual(before.filter((file) => /export|copy|\.(json|csv|zip|html|txt)$/i.test(file)), []);
        await server.kill();
    } finally {
        folder.remove();
    }
});
