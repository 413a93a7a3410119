// R3: the built program on a small disk of its own that fills up. Writing is refused within a second, reading goes
// on, ten seconds after there is room writing works again, and nothing that was acknowledged is lost.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const inside = process.env.BREATHER_SMALL_DISK;

/** Takes all room there is. */
function fill(file) {
    const descriptor = openSync(file, 'w');
    for (let size = 1 << 20; size >= 1; ) {
        try {
            if (writeSync(descriptor, Buffer.alloc(size)) < size) size >>= 1;
        } catch (failure) {
            if (failure.code !== 'ENOSPC') throw failure;
            size >>= 1;
        }
    }
    closeSync(descriptor);
}

async function on_a_small_disk(disk) {
    process.env.TMPDIR = disk;
    const { Person, hex, sealed } = await import('../support/person.mjs');
    const { command, demo_folder, program, start } = await import('../support/server.mjs');
    const folder = demo_folder('full');
    const ballast = join(disk, 'ballast');
    const seen = { kept: 0, statuses: [], refused_ms: 0, reads: [] };
    let server = await start(folder.data);
    const ada = await new Person(server.url).join(folder.codes[0]);
    const kept = new Map();
    const write = async () => {
        const entry = hex(), version = hex();
        const asked = performance.now();
        const answer = await ada.write(entry, [{ field: 'situation', version, replaces: [], sealed: sealed(4096 + 45) }]);
        if (answer.status === 200) kept.set(entry, version);
        return { status: answer.status, ms: performance.now() - asked };
    };
    for (let i = 0; i < 20; ++i) await write();

    fill(ballast);
    // What the journal has room for already is still kept; then no more.
    for (let i = 0; i < 40 || (seen.refused_ms === 0 && i < 4000); ++i) {
        const { status, ms } = await write();
        if (status !== 200) {
            seen.statuses.push(status);
            seen.refused_ms = Math.max(seen.refused_ms, ms);
        }
    }
    for (const path of ['/health', '/api/accounts/me', '/api/exercises/entries', '/api/content/library?language=en-GB', '/']) {
        seen.reads.push((await ada.ask('GET', path)).status);
    }
    const stranger = new Person(server.url);
    seen.join = (await stranger.ask('POST', '/api/accounts/join', stranger.join_body(folder.codes[0]))).status;

    rmSync(ballast);
    const freed = performance.now();
    while ((await write()).status !== 200) assert.ok(performance.now() - freed < 10_000, 'it does not heal');
    seen.healed_ms = performance.now() - freed;

    // Filled again and ended: the next start says what is missing, or serves.
    fill(ballast);
    await server.kill('SIGKILL');
    const started = command(['organisation', 'list', '--data', folder.data], { binary: program });
    seen.on_a_full_disk = started.code;
    seen.says = started.err;
    rmSync(ballast);

    server = await start(folder.data);
    ada.url = server.url;
    const lost = [];
    for (const [entry, version] of kept) {
        const answer = await ada.ask('GET', `/api/exercises/entries/${entry}`);
        if (answer.json?.fields?.[0]?.heads?.[0]?.version !== version) lost.push(entry);
    }
    await server.kill();
    return { ...seen, kept: kept.size, lost };
}

if (inside) {
    console.log(JSON.stringify(await on_a_small_disk(inside)));
} else {
    test('a disk that fills up: refused in a sentence, read on, healed, nothing lost', { timeout: 120_000 }, (t) => {
        const disk = mkdtempSync(join(tmpdir(), 'breather-disk-'));
        const alone = process.getuid() === 0 ? ['-m'] : ['-Urm'];
        try {
            if (spawnSync('unshare', [...alone, 'mount', '-t', 'tmpfs', 'tmpfs', disk]).status !== 0) {
                t.skip('no small disk can be made here; tests/reliability/full_disk_test.cpp fills one that is not real');
                return;
            }
            const run = spawnSync('unshare', [...alone, 'sh', '-c', `mount -t tmpfs -o size=64m tmpfs "$BREATHER_SMALL_DISK" && exec "${process.execPath}" "${fileURLToPath(import.meta.url)}"`], {
                env: { ...process.env, BREATHER_SMALL_DISK: disk, NODE_TEST_CONTEXT: undefined },
                encoding: 'utf8',
            });
            assert.equal(run.status, 0, run.stderr + run.stdout);
            const seen = JSON.parse(run.stdout.trim().split('\n').at(-1));
            t.diagnostic(JSON.stringify({ ...seen, statuses: [...new Set(seen.statuses)] }));
            assert.ok(seen.statuses.length > 0, 'the disk never filled up');
            assert.deepEqual([...new Set(seen.statuses)], [507]);
            assert.ok(seen.refused_ms < 1000, `refused after ${seen.refused_ms} ms`);
            assert.deepEqual([...new Set(seen.reads)], [200]);
            assert.equal(seen.join, 507);
            assert.ok(seen.healed_ms < 10_000);
            assert.ok([0, 19].includes(seen.on_a_full_disk), `ended with ${seen.on_a_full_disk}: ${seen.says}`);
            assert.ok(seen.kept > 20);
            assert.deepEqual(seen.lost, []);
        } finally {
            rmSync(disk, { recursive: true, force: true });
        }
    });
}
