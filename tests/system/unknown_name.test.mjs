// P5: signing in with a passphrase does not tell whether a name exists. Over the wire: the same words, the
// same headers, and the same slow hash.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Person, base64url, sealed } from '../support/person.mjs';
import { controls, demo_folder, start } from '../support/server.mjs';

// Ten guesses a name in five minutes are checked; the rest wait. So several names share the pairs.
const names = 3;
const guesses = 6; // 18 pairs
// The hash costs tens of milliseconds, and a look-up a fraction of one. A generous bound, because other
// tests use the same processors; it stands far below the control, which answers several times as fast.
const ratio_allowed = 1.25;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Headers that may differ from one answer to the next: the date alone. */
const headers_of = (answer) => [...answer.headers].filter(([name]) => name !== 'date');

async function guess(asker, name) {
    const body = { name, secret: base64url(randomBytes(32)), keep: 'shared' };
    const began = performance.now();
    const answer = await asker.ask('POST', '/api/accounts/sign-in/passphrase', body);
    return { took: performance.now() - began, answer };
}

/** Wrong passphrases for names that exist and names that do not, in turn: the times, and the answers' differences. */
async function compare(binary, options) {
    const folder = demo_folder('unknown-name', binary);
    try {
        const server = await start(folder.data, { binary, options });
        const known = [];
        for (let i = 0; i < names; ++i) {
            const person = await new Person(server.url).join(folder.codes[0]);
            const way = { secret: base64url(randomBytes(32)), wrap: sealed(), commitment: base64url(randomBytes(32)), iterations: 600_000 };
            const kept = await person.ask('PUT', '/api/accounts/ways/passphrase', way);
            assert.equal(kept.status, 200, kept.text);
            known.push(person.name);
        }
        const stranger = new Person(server.url);
        await guess(stranger, 'somebody-to-warm-up'); // the first hash pays for its memory
        const times = { known: [], unknown: [] };
        const seen = { known: new Set(), unknown: new Set() };
        for (let i = 0; i < names * guesses; ++i) {
            const pair = [['known', known[i % names]], ['unknown', `nobody-at-all-${1000 + (i % names)}`]];
            for (const [which, name] of i % 2 ? pair : pair.reverse()) {
                const { took, answer } = await guess(stranger, name);
                assert.equal(answer.status, 401, answer.text);
                times[which].push(took);
                seen[which].add(JSON.stringify([answer.text, headers_of(answer)]));
            }
        }
        await server.kill();
        return { seen, ratio: median(times.known) / median(times.unknown) };
    } finally {
        folder.remove();
    }
}

test('a wrong passphrase and an unknown name are answered alike, in words and in time', async () => {
    const { seen, ratio } = await compare(undefined, []);
    assert.deepEqual([...seen.unknown], [...seen.known]);
    assert.equal(seen.known.size, 1, 'one answer to every wrong guess');
    assert.ok(ratio < ratio_allowed && ratio > 1 / ratio_allowed, `known names take ${ratio.toFixed(2)} times as long`);
});

test('control: without the hash for nobody, the time tells', async () => {
    const { ratio } = await compare(controls, ['--control', 'no-dummy-hash']);
    assert.ok(ratio > 2, `known names take only ${ratio.toFixed(2)} times as long`);
});
