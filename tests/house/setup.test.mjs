// What ./run and ./test may do to somebody's machine: ask for what is missing, show it, remove nothing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/tree.mjs';

/** Runs prepare_packages in a machine of our making: `installed` packages, who we are, with sudo or without. */
function prepare({ installed, who, sudo = false, removes = false }) {
    const bin = mkdtempSync(join(tmpdir(), 'breather-setup-'));
    const done = join(bin, 'done');
    const tool = (name, script) => {
        writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
        chmodSync(join(bin, name), 0o755);
    };
    for (const name of ['sed', 'grep', 'find', 'mkdir', 'cat', 'bash', 'printf', 'sh']) {
        for (const folder of ['/usr/bin', '/bin']) {
            if (existsSync(join(folder, name)) && !existsSync(join(bin, name))) symlinkSync(join(folder, name), join(bin, name));
        }
    }
    tool('id', `echo ${who === 'root' ? 0 : 1000}`);
    tool('dpkg-query', `shift 2; for p in "$@"; do case " ${installed} " in *" all "*) echo "installed $p";; *all-but-boost*) case "$p" in *boost*) ;; *) echo "installed $p";; esac;; *" $p "*) echo "installed $p";; esac; done`);
    tool('apt-get', `echo "apt-get $*" >> ${done}; case "$*" in 'install -s'*) exit ${removes ? 1 : 0};; download*) exit 0;; esac`);
    tool('dpkg', `echo "dpkg $*" >> ${done}`);
    if (sudo) tool('sudo', `echo "sudo $*" >> ${done}; "$@"`);
    const run = spawnSync('/bin/bash', ['--norc', '-c', '. tools/setup/prepare.sh; prepare_packages tools/setup/packages.run'], {
        cwd: root,
        env: { PATH: bin, BOOST_BESIDE: join(bin, 'boost') },
    });
    const log = existsSync(done) ? readFileSync(done, 'utf8') : '';
    rmSync(bin, { recursive: true });
    return { code: run.status, said: run.stderr.toString(), log };
}

test('nothing missing: nothing is asked for and nobody becomes root', () => {
    const { code, log } = prepare({ installed: 'all', who: 'somebody', sudo: true });
    assert.equal(code, 0);
    assert.equal(log, '');
});

test('missing, not root, no sudo: says what to install and ends with 3', () => {
    const { code, said, log } = prepare({ installed: '', who: 'somebody' });
    assert.equal(code, 3, said);
    assert.match(said, /as root:\n.*apt-get install .*--no-remove.*libsodium-dev/);
    assert.ok(!/apt-get install/.test(log), 'nothing may be installed without root');
});

test('missing, with sudo: the command is shown before it runs', () => {
    const { code, said, log } = prepare({ installed: '', who: 'somebody', sudo: true });
    assert.equal(code, 0, said);
    assert.match(said, /sudo apt-get install .*libsodium-dev/);
    assert.match(log, /sudo apt-get install/);
});

test('every installation refuses to remove a package', () => {
    for (const who of ['root', 'somebody']) {
        const { log } = prepare({ installed: '', who, sudo: true });
        const installs = log.split('\n').filter((l) => /apt-get install/.test(l) && !l.startsWith('sudo'));
        assert.ok(installs.length > 0);
        for (const line of installs) assert.match(line, /--no-remove/, line);
    }
});

test('Boost that cannot be installed without removing something is unpacked beside the build', () => {
    const { code, said, log } = prepare({ installed: 'all-but-boost', who: 'root', removes: true });
    assert.equal(code, 0, said);
    assert.match(log, /apt-get download/);
    assert.ok(!/apt-get install -y/.test(log), log);
});
