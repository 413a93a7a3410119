// Starts the built program on a data folder of its own, as an operator would, and stops it again.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './tree.mjs';

const build = join(root, process.env.BREATHER_BUILD ?? 'build/dev', 'src');
export const program = join(build, 'breather');
/** The same program with a protection taken away; the shipped one has no such switch. */
export const controls = join(build, 'breather_controls');

export const temporary_folder = (name) => mkdtempSync(join(tmpdir(), `breather-${name}-`));

export const free_port = () =>
    new Promise((resolve) => {
        const probe = createServer().listen(0, '127.0.0.1', () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
    });

/** Runs one command to its end: {code, out, err}. */
export function command(args, { binary = program, cwd = root } = {}) {
    try {
        const out = execFileSync(binary, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
        return { code: 0, out, err: '' };
    } catch (failure) {
        return { code: failure.status, out: String(failure.stdout), err: String(failure.stderr) };
    }
}

/** Which processes serve a folder: whoever takes the folder away ends them, also when a test failed half-way. */
const serving = new Map();

/** A data folder with the demo's organisations and content; the codes are read back from the program. `settings` go into its
 *  breather.toml. */
export function demo_folder(name, binary = program, settings = '') {
    const data = temporary_folder(name);
    if (settings) writeFileSync(join(data, 'breather.toml'), settings);
    const made = command(['demo', '--data', data, '--content', 'content'], { binary });
    if (made.code !== 0) throw new Error(`breather demo ended with ${made.code}: ${made.err}`);
    const codes = [...made.out.matchAll(/\/p\/([A-Z0-9-]+)/gi)].map((m) => m[1]);
    if (codes.length < 2) throw new Error(`breather demo named no poster codes:\n${made.out}`);
    const remove = () => {
        for (const child of serving.get(data) ?? []) child.kill('SIGKILL');
        rmSync(data, { recursive: true, force: true });
    };
    return { data, codes, remove };
}

export const built_app = process.env.BREATHER_APP ?? join(root, 'frontend', 'dist');

/** A running server: {url, port, kill(signal) → exit, output()}. Ready when /health answers. */
export async function start(data, { binary = program, options = [], port, app = built_app } = {}) {
    port ??= await free_port();
    if (!existsSync(app)) throw new Error('frontend/dist is missing: npm --prefix frontend run build');
    const child = spawn(binary, ['serve', '--data', data, '--port', String(port), '--app', app, ...options], {
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    serving.set(data, [...(serving.get(data) ?? []), child]);
    let output = '';
    child.stdout.on('data', (bytes) => (output += bytes));
    child.stderr.on('data', (bytes) => (output += bytes));
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    let over = false;
    ended.then(() => (over = true));

    const url = `http://localhost:${port}`;
    const started = performance.now();
    for (;;) {
        if (over) throw new Error(`the server ended before it was ready:\n${output}`);
        if (performance.now() - started > 30_000) throw new Error(`not ready after 30 s:\n${output}`);
        const ready = await fetch(`${url}/health`).then((r) => r.ok, () => false);
        if (ready) break;
        await new Promise((resolve) => setTimeout(resolve, 10)); // waits for a process, not for a clock under test
    }
    return {
        url,
        port,
        pid: child.pid,
        ready_ms: performance.now() - started,
        output: () => output,
        ended,
        kill: (signal = 'SIGTERM') => {
            child.kill(signal);
            return ended;
        },
    };
}
