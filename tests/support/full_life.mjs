// Somebody who uses everything there is to use, with texts that can be found again wherever they come to lie.
import assert from 'node:assert/strict';
import { make_passphrase } from '../../frontend/src/features/accounts/passphrase.ts';
import { make_recovery_code, read_recovery_code } from '../../frontend/src/features/accounts/recovery_code.ts';
import { Vault, code_id, passphrase_key, secret_key, sign_in_secret } from '../../frontend/src/features/accounts/vault.ts';
import { from_base64url } from '../../frontend/src/base/bytes.ts';
import { system_random } from '../../frontend/src/base/random.ts';
import { Person, base64url, hex } from './person.mjs';
import { read } from './tree.mjs';

const diary = 'Canary: the corridor was long and I cried in the linen room. 走廊很长，我在被服间哭了。';
const name = 'canarybird-linenroom-4821';
const place = 'canary-field-where-she-stopped';

/** A person who uses everything there is to use, sealed by the app's own vault unless told otherwise. */
export async function a_full_life(server, code, { seal_in_browser = true } = {}) {
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

    const counted = await ada.ask('PUT', '/api/engagement/counting', { counted: true });
    assert.equal(counted.status, 200, counted.text);
    const used = await ada.ask('POST', '/api/engagement/events', { events: [{ kind: 'opened', item_kind: 'app' }] });
    assert.equal(used.status, 200, used.text);

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
