// The container file of deploy/, built without a registry or a daemon: its base is a Debian of debootstrap under the name
// the file asks for. Run as it says: a root nobody writes to, no rights, one volume.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporary_folder } from '../support/server.mjs';
import { read, root } from '../support/tree.mjs';
import { cannot, run } from './machine.mjs';

const lacks = (name) => run('sh', ['-c', `command -v ${name}`], { may_fail: true }).code !== 0 && `${name} is missing`;
const skip = cannot() || lacks('buildah') || lacks('crun');
const work = temporary_folder('container');
const volume = join(work, 'volume');
const base = join(root, 'build/debian12-slim');
const containerfile = read('deploy/container/Containerfile');
const buildah = (...words) =>
    run('buildah', ['--root', join(work, 'images'), '--runroot', join(work, 'run'), '--storage-driver', 'vfs', ...words], {
        env: { ...process.env, BUILDAH_ISOLATION: 'chroot' },
    }).out.trim();

function prepare_base() {
    if (!existsSync(base)) {
        rmSync(`${base}.part`, { recursive: true, force: true });
        mkdirSync(join(root, 'build'), { recursive: true });
        run('debootstrap', ['--variant=minbase', 'bookworm', `${base}.part`, process.env.MIRROR ?? 'http://deb.debian.org/debian']);
        renameSync(`${base}.part`, base);
    }
    const made = buildah('from', 'scratch');
    buildah('add', '--quiet', made, base, '/');
    buildah('commit', '--quiet', '--rm', made, containerfile.match(/^FROM (\S+)$/m)[1]);
}

/** What the image says, and where its files lie. */
let image;

/** The numbers of the image's account, as "user:group". */
const account = () => readFileSync(join(image.files, 'etc/passwd'), 'utf8').match(new RegExp(`^${image.config.User}:x:(\\d+:\\d+)`, 'm'))[1];

/** A bundle for crun: what `podman run --read-only --cap-drop=all --security-opt=no-new-privileges --volume` makes of it. */
function write_bundle(words, change = (config) => config) {
    const bundle = join(work, 'bundle');
    rmSync(bundle, { recursive: true, force: true });
    mkdirSync(bundle);
    run('crun', ['spec'], { cwd: bundle });
    const file = join(bundle, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    const [uid, gid] = account().split(':').map(Number);
    Object.assign(config.process, {
        terminal: false,
        user: { uid, gid },
        args: [...image.config.Entrypoint, ...words],
        env: image.config.Env,
        capabilities: {},
        noNewPrivileges: true,
        rlimits: [],
    });
    config.root = { path: image.files, readonly: true };
    config.mounts = config.mounts.filter((one) => !/cgroup/.test(one.type));
    config.mounts.push({ destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'mode=1777'] });
    config.mounts.push({ destination: Object.keys(image.config.Volumes)[0], type: 'bind', source: volume, options: ['bind', 'rw'] });
    writeFileSync(file, JSON.stringify(change(config)));
    return bundle;
}

/** The words that start crun, where it counts no resources: it wants a machine with version 2 of control groups alone. */
const crun_words = (...words) =>
    ['--mount', 'sh', '-c', 'mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec crun "$@"', 'crun', '--root', join(work, 'crun'), '--cgroup-manager=disabled', ...words];
const crun = (...words) => run('unshare', crun_words(...words), { may_fail: true });

/** Runs the image until stop(): {inside(…words) → {code, said}, inside_as_root(…words), ask(path), stop() → code, said()}. */
async function run_image(change) {
    const child = spawn('unshare', crun_words('run', '--bundle', write_bundle(image.config.Cmd, change), 'breather'), { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let over = false;
    ended.then(() => (over = true));
    for (let tries = 0; !over && tries < 600 && !/Breather is ready/.test(said); ++tries) await new Promise((resolve) => setTimeout(resolve, 100));
    const pid = over ? 0 : JSON.parse(crun('state', 'breather').out).pid;
    return {
        said: () => said,
        ended,
        inside: (...words) => crun('exec', '--user', account(), 'breather', ...words),
        inside_as_root: (...words) => crun('exec', '--user', '0:0', 'breather', ...words),
        ask: (path) => run('nsenter', ['-t', String(pid), '-n', process.execPath, '-e', `fetch('http://127.0.0.1:8080${path}').then(async (a) => console.log(a.status, await a.text()))`]).out.trim(),
        stop: () => {
            crun('kill', 'breather', 'TERM');
            return ended;
        },
    };
}

before(() => {
    if (skip) return;
    prepare_base();
    const context = join(work, 'context');
    mkdirSync(context);
    const deb = run('tools/package', ['--preset', 'dev', '--version', '0.1.0', '--to', work]).out.trim().split('\n').pop();
    copyFileSync(deb, join(context, basename(deb)));
    copyFileSync(join(root, 'deploy/container/Containerfile'), join(context, 'Containerfile'));
    buildah('build', '--pull-never', '--tag', 'breather', context);
    const { OCIv1 } = JSON.parse(buildah('inspect', '--type', 'image', 'breather'));
    image = { config: OCIv1.config, files: buildah('mount', buildah('from', '--pull-never', 'breather')) };
    // A new volume begins with what the image has in its place, owner and all: as podman and docker do it.
    run('cp', ['-a', join(image.files, Object.keys(image.config.Volumes)[0]), volume]);
}, { timeout: 30 * 60_000 });
after(() => {
    crun('delete', '--force', 'breather');
    if (image) run('buildah', ['--root', join(work, 'images'), '--runroot', join(work, 'run'), '--storage-driver', 'vfs', 'umount', '--all'], { may_fail: true });
    rmSync(work, { recursive: true, force: true });
});

test('it is built, and serves from a root nobody writes to', { skip }, async () => {
    const first = await run_image();
    try {
        assert.match(first.said(), /Breather is ready/);
        assert.equal(first.ask('/health'), '200 {"status":"ok"}');
        assert.match(first.ask('/'), /^200 <!doctype html>/i);
        assert.match(first.inside_as_root('/usr/bin/touch', '/usr/share/breather/mine').said, /Read-only file system/);
        assert.match(first.inside('/usr/bin/grep', '-E', 'Uid|CapEff|NoNewPrivs', '/proc/1/status').said, /Uid:\s+[1-9][^]*CapEff:\s+0{16}[^]*NoNewPrivs:\s+1/);
        const added = first.inside('/usr/bin/breather', 'organisation', 'add', '--name', 'Example Hospital', '--operator', 'Example University', '--country', 'GB', '--permission-en', 'You may.', '--permission-zh', '可以。');
        assert.equal(added.code, 0, added.said);
    } finally {
        assert.equal(await first.stop(), 0, first.said());
    }
    const again = await run_image();
    try {
        assert.doesNotMatch(again.said(), /A new installation/, 'the volume kept its key');
        assert.match(again.inside('/usr/bin/breather', 'organisation', 'list').said, /Example Hospital/);
    } finally {
        assert.equal(await again.stop(), 0, again.said());
    }
});

test('control: without its volume it serves nobody, because nothing else may be written', { skip }, async () => {
    const none = await run_image((config) => ({ ...config, mounts: config.mounts.filter((one) => one.source !== volume) }));
    assert.equal(await none.ended, 12, none.said());
});
