// P4, P6: a stolen folder, log or backup shows no personal text. Unique texts are put in every field that
// reaches the server, then everything it left behind is searched; each control must find something.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { make_passphrase } from '../../frontend/src/features/accounts/passphrase.ts';
import { make_recovery_code, read_recovery_code } from '../../frontend/src/features/accounts/recovery_code.ts';
import { Vault, code_id, passphrase_key, secret_key, sign_in_secret } from '../../frontend/src/features/accounts/vault.ts';
import { from_base64url } from '../../frontend/src/base/bytes.ts';
import { system_random } from '../../frontend/src/base/random.ts';
import { Person, base64url, hex } from '../support/person.mjs';
import { controls, demo_folder, start } from '../support/server.mjs';
import { every_file, find_in } from '../support/sweep.mjs';
import { read } from '../support/tree.mjs';

const diary = 'Canary: the corridor was long and I cried in the linen room. 走廊很长，我在被服间哭了。';
const name = 'canarybird-linenroom-4821';
const place = 'canary-field-where-she-stopped';

/** A person who uses everything there is to use, sealed by the app's own vault unless told otherwise. */
async function a_full_life(server, code, { seal_in_browser = true } = {}) {
    const ada = new Person(server.url, 'zh-Hans');
    const vault = await Vault.create(system_random);
    const device_secret = from_base64url(base64url(crypto.getRandomValues(new Uint8Array(32))));
    const way = await secret_key(device_secret);
    const secret = await sign_in_secret(way);
    const device = { id: hex(), secret, ...(await vault.wrap_for(way, 'device')) };
    const body = { code, language: 'zh-Hans', name, ...(await vault.make_pair()), device };
    const joined = await ada.ask('POST', '/api/accounts/join', body);
    assert.equal(joined.status, 201, joined.text);

    const entry = hex();
    const fields = [];
    for (const [field, text] of [['about', JSON.stringify({ kind: 'stress_diary', made_at: diary })], ['situation', diary]]) {
        const version = hex();
        const sealed = seal_in_browser
            ? await vault.seal_field({ person: joined.json.person, entry, field, version }, text)
            : base64url(Buffer.concat([Buffer.from([1]), Buffer.alloc(28), Buffer.from(text.padEnd(256 + 16, ' ')).subarray(0, 256 + 16)]));
        fields.push({ field, version, replaces: [], sealed });
    }
    const written = await ada.write(entry, fields);
    assert.equal(written.status, 200, written.text);

    const settings = await ada.ask('PUT', '/api/accounts/settings', { text_size: 'largest', theme: 'discreet' });
    assert.equal(settings.status, 200, settings.text);

    const mine = (await ada.ask('GET', '/api/programmes/mine')).json;
    const { id: module, steps } = mine.modules[0];
    const stopped = { module, step: steps[0].id, hash: mine.enrolment.hash, at: { screen: 0, field: place } };
    const progress = await ada.ask('PUT', '/api/programmes/progress', stopped);
    assert.equal(progress.status, 200, progress.text);

    const list = JSON.parse(read('frontend/src/features/accounts/wordlist.en-GB.json'));
    const { text: passphrase } = make_passphrase(list, system_random);
    assert.equal(passphrase.split(' ').length, 6);
    const protocol = (await ada.ask('GET', '/api/accounts/protocol')).json;
    const typed = await passphrase_key(protocol, name, passphrase);
    const kept = await ada.ask('PUT', '/api/accounts/ways/passphrase', {
        secret: await sign_in_secret(typed), ...(await vault.wrap_for(typed, 'passphrase')), iterations: protocol.pbkdf2_iterations,
    });
    assert.equal(kept.status, 200, kept.text);

    const recovery_code = make_recovery_code(system_random);
    const card_bytes = read_recovery_code(recovery_code);
    const card = await secret_key(card_bytes);
    const carded = await ada.ask('PUT', '/api/accounts/ways/code', {
        id: await code_id(card), secret: await sign_in_secret(card), ...(await vault.wrap_for(card, 'code')),
    });
    assert.equal(carded.status, 200, carded.text);

    const session = ada.cookies.get('__Host-breather');
    assert.ok(session, 'there is no session cookie to look for');
    const canaries = {
        'the diary': diary, 'the pseudonym': name, 'where she stopped': place, 'her session': session, 'her device secret': secret,
        'her passphrase': passphrase, 'what her passphrase shows the server': await sign_in_secret(typed),
        'her recovery code': recovery_code, 'her recovery code without dashes': recovery_code.replaceAll('-', ''),
        'what her code shows the server': await sign_in_secret(card),
    };
    const secrets = { 'her recovery code': card_bytes, 'her device secret': device_secret };
    return { ada, person: joined.json.person, canaries, secrets };
}

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
