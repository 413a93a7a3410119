// A bare Debian 12 with systemd and no network, made once and thrown away after each use.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporary_folder } from '../support/server.mjs';
import { root } from '../support/tree.mjs';

const base = join(root, 'build/debian12');
const here = join(root, 'tests/install');

/** What this machine lacks for the proof, in a sentence; nothing when it can be made. */
export function cannot() {
    if (!process.env.BREATHER_LONG) return 'in ./test --long';
    if (process.getuid() !== 0) return 'needs root, to start a Debian of its own';
    if (spawnSync('debootstrap', ['--version']).error) return 'debootstrap is missing';
    return false;
}

/** Debian's own words on a failure are worth reading: they go with the exception. */
export function run(name, args, options = {}) {
    const { status, stdout, stderr } = spawnSync(name, args, { cwd: root, maxBuffer: 1 << 26, encoding: 'utf8', ...options });
    if (status !== 0 && !options.may_fail) throw new Error(`${name} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return { code: status, said: `${stdout}${stderr}`, out: stdout };
}

function prepare_base() {
    if (existsSync(base)) return;
    rmSync(`${base}.part`, { recursive: true, force: true });
    mkdirSync(join(root, 'build'), { recursive: true });
    run('debootstrap', ['--variant=minbase', '--include=systemd,dbus', 'bookworm', `${base}.part`, process.env.MIRROR ?? 'http://deb.debian.org/debian']);
    renameSync(`${base}.part`, base);
}

const schema_of = (commit) => run('git', ['ls-tree', '-r', commit, 'migrations/']).out.trim().split('\n').filter((line) => !line.includes('/keys/'));

/** The newest commit whose schema is a beginning of today's: what an administrator upgrades from, and goes back to. */
function previous_commit() {
    const today = schema_of('HEAD');
    for (const changed of run('git', ['log', '--format=%H', '--', 'migrations']).out.trim().split('\n')) {
        const then = schema_of(`${changed}~1`);
        const begins = then.length < today.length && then.every((line, at) => line === today[at]);
        const packs = run('git', ['cat-file', '-e', `${changed}~1:tools/package`], { may_fail: true }).code === 0;
        if (begins && packs) return `${changed}~1`;
    }
    throw new Error('no commit with a package has a schema that today\'s goes on from');
}

/** Its package, built beside. */
export function previous_package(to) {
    const tree = join(root, 'build/previous');
    const commit = run('git', ['rev-parse', previous_commit()]).out.trim();
    if (!existsSync(tree)) run('git', ['clone', '-q', '.', tree]);
    run('git', ['-C', tree, 'fetch', '-q', root, 'HEAD']);
    // Built afresh: a build notices what came, not what is no longer there.
    if (run('git', ['-C', tree, 'rev-parse', 'HEAD']).out.trim() !== commit) rmSync(join(tree, 'build/dev'), { recursive: true, force: true });
    run('git', ['-C', tree, 'checkout', '-q', '--force', commit]);
    return run('tools/package', ['--preset', 'dev', '--version', '0.0.9', '--to', to], { cwd: tree }).out.trim().split('\n').pop();
}

/** A started machine: {shared, sh(script) → {code, said}, visit(step, …), processor_of(unit), remove()}. */
export async function start_machine(files) {
    prepare_base();
    const work = temporary_folder('machine');
    mkdirSync(join(work, 'shared'));
    for (const file of files) {
        const into = join(work, 'shared', basename(file));
        if (spawnSync('test', ['-d', file]).status === 0) run('cp', ['-a', file, into]);
        else copyFileSync(file, into);
    }
    const started = spawn(join(here, 'boot'), [base, work], { stdio: ['ignore', 'ignore', 'inherit'] });
    const init = await until(() => {
        if (started.exitCode !== null) throw new Error(`tests/install/boot ended with ${started.exitCode}`);
        const child = readFileSync(`/proc/${started.pid}/task/${started.pid}/children`, 'utf8').trim();
        return child && readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'systemd' ? child : undefined;
    });
    const enter = ['-t', init, '-m', '-p', '-u', '-i', '-n', '-C', '-r', '-w'];
    const clean = ['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive'];
    const sh = (script, { may_fail = false } = {}) =>
        run('nsenter', [...enter, ...clean, 'bash', '-c', script], { may_fail, timeout: 300_000 });
    await until(() => /running|degraded/.test(sh('systemctl is-system-running', { may_fail: true }).said) || undefined);
    sh('ip link set lo up 2>/dev/null || true');
    return {
        sh,
        /** Asks from inside the machine's network, with this machine's Node. */
        visit: (args, input) => run('nsenter', ['-t', init, '-n', process.execPath, join(here, 'visitor.mjs'), ...args], { input }).out.trim(),
        remove: () => {
            started.kill('SIGKILL');
            execFileSync('sh', ['-c', `while ! rm -rf "${work}" 2>/dev/null; do sleep 0.1; done`], { timeout: 20_000 });
        },
    };
}

/** Waits for a process of somebody else's, at most a minute. */
async function until(look) {
    for (let tries = 0; tries < 600; ++tries) {
        const found = look();
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('it took longer than a minute');
}
