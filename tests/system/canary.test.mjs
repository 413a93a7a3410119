// P4, P6: a stolen folder, log or backup shows no personal text. Unique texts are put in every field that
// reaches the server, then everything it left behind is searched; each control must find something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Vault, secret_key, sign_in_secret } from '../../frontend/src/features/accounts/vault.ts';
import { from_base64url } from '../../frontend/src/base/bytes.ts';
import { system_random } from '../../frontend/src/base/random.ts';
import { Person, base64url, hex } from '../support/person.mjs';
import { controls, demo_folder, start } from '../support/server.mjs';
import { find_in } from '../support/sweep.mjs';

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

    const session = ada.cookies.get('__Host-breather');
    assert.ok(session, 'there is no session cookie to look for');
    return { 'the diary': diary, 'the pseudonym': name, 'where she stopped': place, 'her session': session, 'her device secret': secret };
}

async function sweep(binary, options, life) {
    const folder = demo_folder('canary', binary);
    try {
        const server = await start(folder.data, { binary, options });
        const canaries = await a_full_life(server, folder.codes[0], life);
        const running = find_in(folder.data, canaries, { 'what it printed': server.output() });
        await server.kill();
        return [...running, ...find_in(folder.data, canaries, { 'what it printed': server.output() })];
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
