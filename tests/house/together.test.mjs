// ./test builds while it tests what needs no program: nothing that failed beside something else is lost.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/tree.mjs';

/** A house of our making, where each program only says that it was asked; `fails` is a word of what does not work. */
function make_house(fails, build = 'echo built >>asked') {
    const house = mkdtempSync(join(tmpdir(), 'breather-together-'));
    const put = (path, text) => {
        mkdirSync(dirname(join(house, path)), { recursive: true });
        writeFileSync(join(house, path), text);
        chmodSync(join(house, path), 0o755);
    };
    const answers = `#!/bin/bash\necho "\${0##*/} $*" >>"${house}/asked"\ncase "$*" in *"${fails}"*) echo "not ok - $*"; exit 1 ;; esac\n`;
    for (const name of ['bin/node', 'bin/npm', 'bin/ctest', 'tools/check_format', 'build/dev/src/breather']) put(name, answers);
    put('tools/setup/prepare.sh', [
        'step() { echo "· $*" >&2; }',
        'prepare_packages() { :; }; prepare_node() { :; }; prepare_modules() { :; }; build_frontend() { echo app >>asked; }',
        `build_program() { ${build}; case "build of it" in *"${fails}"*) echo "error: no such word" >&2; return 7 ;; esac; }`,
    ].join('\n'));
    copyFileSync(join(root, 'test'), join(house, 'test'));
    return { house, env: { ...process.env, PATH: `${join(house, 'bin')}:${process.env.PATH}`, BREATHER_DEADLINE: '' } };
}

function run_test({ fails = 'nothing at all' } = {}) {
    const { house, env } = make_house(fails);
    const ran = spawnSync('bash', [join(house, 'test')], { encoding: 'utf8', env });
    const asked = readFileSync(join(house, 'asked'), 'utf8').trim().split('\n');
    rmSync(house, { recursive: true });
    return { code: ran.status, said: ran.stdout + ran.stderr, asked };
}

const checks = ['house', 'format of C++', 'app: types', 'app: lint', 'app: unit', 'content', 'program: unit, journeys, house', 'package', 'system', 'browser'];
const told = (said, how) => checks.filter((name) => said.split('\n').some((line) => line.startsWith(`  ${how} `) && line.includes(` ${name} `)));

test('all is well: each check is told once, and the program is asked only when it is built', () => {
    const { code, said, asked } = run_test();
    assert.equal(code, 0, said);
    assert.deepEqual(told(said, 'ok'), checks);
    assert.match(said, /10 passed, 0 failed/);
    const built = asked.indexOf('built');
    for (const word of ['content check', 'tests/install', 'tests/system', 'tests/browser', 'ctest']) assert.ok(asked.findIndex((line) => line.includes(word)) > built, `${word}: ${asked}`);
});

test('a build that fails ends with what it said, and nothing asks the program', () => {
    const { code, said, asked } = run_test({ fails: 'build of it' });
    assert.equal(code, 7, said);
    assert.match(said, /error: no such word/);
    assert.ok(!asked.some((line) => /content check|tests\/system|tests\/browser|ctest/.test(line)), `${asked}`);
});

for (const [name, word] of [['package', 'tests/install'], ['system', 'tests/system'], ['app: lint', 'run --silent lint']]) {
    test(`${name} fails beside something else: it is told, and the others are still asked`, () => {
        const { code, said } = run_test({ fails: word });
        assert.equal(code, 1, said);
        assert.deepEqual(told(said, 'FAIL'), [name]);
        assert.match(said, new RegExp(`not ok - .*${word}`));
        assert.match(said, /9 passed, 1 failed/);
        assert.match(said, new RegExp(`failed: ${name} `));
    });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
    test(`${signal} ends the build too, wherever it is`, async () => {
        const { house, env } = make_house('nothing at all', 'echo $BASHPID >building; exec tail -f "$PWD/test"');
        const child = spawn('bash', [join(house, 'test')], { env, detached: true, stdio: 'ignore' });
        const ended = new Promise((resolve) => child.once('exit', resolve));
        const reads = (path) => {
            try {
                return readFileSync(path, 'utf8').trim();
            } catch {
                return ''; // not yet, or no longer
            }
        };
        const builds = () => reads(`/proc/${reads(join(house, 'building')) || 'none'}/cmdline`).startsWith('tail');
        const until = async (what, wanted) => {
            const deadline = performance.now() + 60_000;
            while (builds() !== wanted) {
                assert.ok(performance.now() < deadline, what);
                await new Promise((resolve) => setImmediate(resolve));
            }
        };
        await until('the build never began', true);
        while (!reads(join(house, 'asked'))) await new Promise((resolve) => setImmediate(resolve)); // the script goes on beside it
        process.kill(-child.pid, signal);
        await ended;
        await until('the build goes on', false);
        rmSync(house, { recursive: true });
    });
}
