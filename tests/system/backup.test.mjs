// Backups of the built program: who was erased stays erased (E1-E3), writers go on (R14), and a restore takes the time we say (R15).
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { back_up, backed_up_folder, write_one } from '../support/backups.mjs';
import { fill_with_entries } from '../support/data.mjs';
import { Person, hex, sealed } from '../support/person.mjs';
import { Seat } from '../support/seat.mjs';
import { command, controls, program, start } from '../support/server.mjs';

const long = process.env.BREATHER_LONG;
const gigabyte = 1024 ** 3;

/** What a person meets at a server: 200 where she is known. */
async function statuses(url, people) {
    const found = [];
    for (const { person, entry } of people) {
        person.url = url;
        found.push((await person.ask('GET', `/api/exercises/entries/${entry}`)).status);
    }
    return found;
}

test('a restored server knows everybody but those erased since; its control, without the newer ledger, brings them back', async () => {
    const folder = backed_up_folder('restore');
    try {
        let server = await start(folder.data);
        const people = [];
        for (let i = 0; i < 2; ++i) {
            const person = await new Person(server.url).join(folder.codes[0]);
            people.push({ person, entry: await write_one(person) });
        }
        assert.match(back_up(folder.data), /The backup is made/);
        const rehearsed = command(['backup', 'rehearse', '--data', folder.data]);
        assert.match(rehearsed.out, /[1-9]\d* sealed values opened/, rehearsed.err);
        const gone = await people[1].person.ask('POST', '/api/accounts/delete', { confirm: 'delete' });
        assert.equal(gone.status, 200, gone.text);
        back_up(folder.data);
        await server.kill();
        const [old_data] = folder.files('data');
        const [old_keys, new_keys] = folder.files('keys');
        assert.ok(new_keys, 'two files of keys');

        const restored = join(folder.work, 'restored');
        const done = folder.restore(old_data, new_keys, restored);
        assert.equal(done.code, 0, done.err);
        assert.match(done.out, /1 erased people stay erased/);
        server = await start(restored);
        assert.deepEqual(await statuses(server.url, people), [200, 401]);
        await server.kill();

        // With the old keys too: the newer ledger lies beside them, and is found.
        const with_old = join(folder.work, 'with-old');
        assert.match(folder.restore(old_data, old_keys, with_old).out, /1 erased people stay erased \(from 2/);

        // A restore that did not end is not opened.
        writeFileSync(join(with_old, 'restoring'), '');
        assert.equal(command(['serve', '--data', with_old, '--port', '0', '--no-app']).code, 24);

        unlinkSync(new_keys);
        const control = join(folder.work, 'control');
        assert.equal(folder.restore(old_data, old_keys, control).code, 0);
        server = await start(control);
        people[1].person.cookies = new Map();
        people[1].person.url = server.url;
        const again = await people[1].person.ask('POST', '/api/accounts/sign-in/device', people[1].person.device);
        assert.equal(again.status, 200, `control: without the ledger she would be back: ${again.text}`);
        await server.kill();
    } finally {
        folder.remove();
    }
});

/** What somebody without an account hears of the site's own voice: the bytes of each file that the app is told of. */
async function voices_heard(url) {
    const { voices } = await (await fetch(`${url}/api/recordings?language=en-GB`)).json();
    return Promise.all(
        voices.map(async ({ version, file, transcript }) => {
            const sound = await fetch(url + file, { headers: { range: 'bytes=0-' } });
            return { version, file, transcript, status: sound.status, kind: sound.headers.get('content-type'), bytes: Buffer.from(await sound.arrayBuffer()).toString('base64') };
        }),
    );
}

test('a voice that was recorded before a backup is heard from the restored folder, byte for byte; its control, without the sounds of the backup, is not', async () => {
    const folder = backed_up_folder('voices');
    try {
        let server = await start(folder.data);
        const author = await Seat.take(folder.data, server.port, 'author');
        const { texts } = await author.get('/api/recordings');
        const [text] = texts.filter((one) => one.language === 'en-GB');
        const sound = Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), randomBytes(200_000)]); // begins as a browser's recording does
        await author.post(`/api/recordings/${text.version}`, { sound: sound.toString('base64url'), transcript: 'Lie as you like.', millis: 61_500 });
        const heard = await voices_heard(server.url);
        assert.equal(heard.length, 1);
        assert.equal(heard[0].bytes, sound.toString('base64'));
        back_up(folder.data);
        await server.kill();

        const [restored, without] = ['restored', 'without'].map((name) => join(folder.work, name));
        for (const into of [restored, without]) {
            const done = folder.restore(folder.files('data')[0], folder.files('keys')[0], into);
            assert.equal(done.code, 0, done.err);
        }
        rmSync(folder.data, { recursive: true }); // the machine it stood on is gone
        server = await start(restored);
        assert.deepEqual(await voices_heard(server.url), heard);
        await server.kill();

        execFileSync('sqlite3', [join(without, 'breather.db'), 'delete from recording_sound']);
        server = await start(without);
        const [lost] = await voices_heard(server.url);
        assert.equal(lost.status, 404, 'control: the bytes are in the backup, and nowhere else');
        await server.kill();
    } finally {
        folder.remove();
    }
});

/** Writes at a steady rate for as long as `going` says; how long each took, with whether `noted()` was so when it was sent. */
async function write_steadily(people, { a_second, going, noted = () => true }) {
    const took = [];
    const flying = new Set();
    const began = performance.now();
    for (let i = 0; going(performance.now() - began); ++i) {
        const wait = began + (i * 1000) / a_second - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        const sent = performance.now();
        const counts = noted();
        const one = people[i % people.length]
            .write(hex(), [{ field: 'situation', version: hex(), replaces: [], sealed: sealed() }])
            .then((answer) => {
                assert.equal(answer.status, 200, answer.text);
                if (counts) took.push(performance.now() - sent);
            })
            .finally(() => flying.delete(one));
        flying.add(one);
    }
    await Promise.all(flying);
    return took.sort((a, b) => a - b);
}

const at = (took, share) => took[Math.floor(took.length * share)];
const ms = (value) => `${value.toFixed(1)} ms`;

/** How long writes take beside nothing, and beside one backup after another. */
async function under_load({ bytes, seconds, binary = program, options = [] }) {
    const folder = backed_up_folder('under-load');
    try {
        let server = await start(folder.data);
        const people = [];
        for (let i = 0; i < 32; ++i) people.push(await new Person(server.url).join(folder.codes[0]));
        await server.kill();
        fill_with_entries(folder.data, bytes);
        server = await start(folder.data, { binary, options });
        for (const one of people) one.url = server.url;
        const rate = { a_second: 200 };
        await write_steadily(people, { ...rate, going: (t) => t < 2000 });
        const quiet = await write_steadily(people, { ...rate, going: (t) => t < seconds * 1000 });
        let running = false;
        let count = 0;
        let over = false;
        const backups = (async () => {
            while (!over) {
                running = true;
                const child = spawn(program, ['backup', '--data', folder.data], { stdio: 'ignore' });
                assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 0);
                running = false;
                ++count;
            }
        })();
        const busy = await write_steadily(people, { ...rate, going: (t) => t < seconds * 1000, noted: () => running });
        over = true;
        await backups;
        await server.kill();
        return { quiet, busy, count };
    } finally {
        folder.remove();
    }
}

const long_only = { skip: !long && './test --long', timeout: 60 * 60_000 };

test('R14: beside a backup of half a gigabyte, 200 writes a second take at most three times as long; control: taken by the writer, far longer', long_only, async (t) => {
    const told = [];
    const measure = async (options, binary) => {
        const { quiet, busy, count } = await under_load({ bytes: gigabyte / 2, seconds: 20, binary, options });
        told.push(`${count} backups, ${busy.length} writes beside them: p50 ${ms(at(quiet, 0.5))} → ${ms(at(busy, 0.5))}, p99 ${ms(at(quiet, 0.99))} → ${ms(at(busy, 0.99))}`);
        t.diagnostic(told.at(-1));
        return at(busy, 0.99) / at(quiet, 0.99);
    };
    const ratio = await measure([], program);
    assert.ok(ratio <= 3, `${ratio.toFixed(1)} times as long (${told})`);
    const control = await measure(['--control', 'backup-by-writer'], controls);
    assert.ok(control > 3, `the measure would not notice a backup that stops writers (${told})`);
});

/** R15: a folder of that size, backed up while it is served, lost, and put back by the clock. */
async function drill(size, t) {
    const folder = backed_up_folder('drill');
    try {
        let server = await start(folder.data);
        const person = await new Person(server.url).join(folder.codes[0]);
        const entry = await write_one(person);
        await server.kill();
        const filled = fill_with_entries(folder.data, size);
        t.diagnostic(`filled; load ${loadavg().map((one) => one.toFixed(1)).join(' ')} on ${cpus().length} processors`);
        server = await start(folder.data);
        let began = performance.now();
        back_up(folder.data);
        const backup_s = (performance.now() - began) / 1000;
        t.diagnostic(`backed up in ${backup_s.toFixed(1)} s`);
        await server.kill();
        for (const name of ['breather.db', 'breather.db-wal', 'keys.db']) rmSync(join(folder.data, name), { force: true }); // the room of two is enough
        began = performance.now();
        const into = join(folder.work, 'restored');
        const done = folder.restore(folder.files('data')[0], folder.files('keys')[0], into);
        assert.equal(done.code, 0, done.err);
        const restore_s = (performance.now() - began) / 1000;
        const again = await start(into);
        assert.deepEqual(await statuses(again.url, [{ person, entry }]), [200]);
        await again.kill();
        t.diagnostic(`${(filled.bytes / gigabyte).toFixed(2)} GB, ${filled.entries} entries: backup ${backup_s.toFixed(1)} s, restore ${restore_s.toFixed(1)} s; load ${loadavg()[0].toFixed(1)}`);
        return restore_s;
    } finally {
        folder.remove();
    }
}

test('R15: a gigabyte is put back within two minutes', long_only, async (t) => {
    const took = await drill(gigabyte, t);
    assert.ok(took <= 120, `${took} s`);
});

test('R15: ten gigabytes are put back within a quarter of an hour', long_only, async (t) => {
    const free = statfsSync(process.env.TMPDIR ?? '/tmp');
    if (free.bavail * free.bsize < 35 * gigabyte) return t.skip('needs 35 GB of room');
    const took = await drill(10 * gigabyte, t);
    assert.ok(took <= 900, `${took} s`);
});
