// What an operator sees of `breather doctor`: sentences, and a number for the script that asked.
import assert from 'node:assert/strict';
import { chmodSync, openSync, closeSync, writeSync, writeFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { command, demo_folder, start } from '../support/server.mjs';

const warnings = 20;
const faults = 21;

const examine = (data, ...more) => {
    const { code, out, err } = command(['doctor', '--data', data, '--json', ...more]);
    assert.ok(code === 0 || code === warnings || code === faults, err);
    const seen = JSON.parse(out);
    assert.equal(code, { fine: 0, warning: warnings, fault: faults }[seen.state]);
    return Object.assign(seen, { of: (check) => seen.findings.filter((f) => f.check === check) });
};

test('the demo has things to look at and no fault, with a server and without', async () => {
    const folder = demo_folder('doctor');
    try {
        const alone = examine(folder.data);
        assert.equal(alone.state, 'warning', JSON.stringify(alone.findings.filter((f) => f.state === 'fault')));
        assert.equal(alone.of('database')[0].key, 'doctor.database_fine');
        const server = await start(folder.data);
        const served = examine(folder.data);
        for (const { check } of alone.findings) assert.ok(served.of(check).length > 0, `the running server does not look at ${check}`);
        assert.equal(served.of('database')[0].key, 'doctor.database_fine');
        assert.equal(examine(folder.data, '--quick').of('database').length, 0);
        const chinese = command(['doctor', '--data', folder.data, '--chinese']);
        assert.match(chinese.out, /数据库完好/);
        await server.kill();
    } finally {
        folder.remove();
    }
});

test('a setting that was spoilt while the server runs is found before the next start', async () => {
    const folder = demo_folder('doctor');
    try {
        const server = await start(folder.data);
        writeFileSync(join(folder.data, 'breather.toml'), 'prt = 8080\n');
        const seen = examine(folder.data);
        assert.match(seen.of('configuration')[0].says, /prt/);
        assert.equal(seen.state, 'fault');
        await server.kill();
    } finally {
        folder.remove();
    }
});

test('a damaged page is found, and a key that others may read', () => {
    const folder = demo_folder('doctor');
    try {
        const file = join(folder.data, 'breather.db');
        assert.equal(examine(folder.data).of('database')[0].state, 'fine'); // the control: whole, nothing is said
        const middle = Math.floor(statSync(file).size / 4096 / 2);
        const open = openSync(file, 'r+');
        for (let page = middle; page < middle + 40; ++page) writeSync(open, Buffer.alloc(64, 0x5a), 0, 64, page * 4096);
        closeSync(open);
        const damaged = examine(folder.data);
        assert.equal(damaged.state, 'fault');
        assert.ok(damaged.findings.some((f) => f.key === 'doctor.database_damaged' || f.key === 'doctor.cannot_open'), JSON.stringify(damaged));

        chmodSync(join(folder.data, 'instance.key'), 0o644);
        const seen = examine(folder.data);
        assert.equal(seen.of('key')[0].key, 'doctor.key_open');
        assert.equal(seen.of('opens')[0]?.key, 'doctor.cannot_open');
    } finally {
        folder.remove();
    }
});

test('no data there is a fault, and no folder is begun', () => {
    const seen = examine('/tmp/breather-no-such-folder');
    assert.equal(seen.findings[0].key, 'doctor.folder_missing');
});
