// What building costs, asked for with --build: the whole program without ccache on two cores, and again after one source changed. Wall
// time tells of this machine at this hour; processor time hardly changes with other work.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tests/support/tree.mjs';
import { figure } from './table.mjs';

const names = ['build.full', 'build.full_processor', 'build.incremental', 'build.incremental_processor'];
const changed = 'src/features/exercises/exercises_service.cpp';

export function measure_build(about) {
    if (!about.build || !names.some(about.wants)) return [];
    const place = join(root, 'build', 'bench', 'dev');
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    run(['cmake', '--preset', 'dev', '-B', place]);
    const build = () => run(['taskset', '-c', '0,1', 'ninja', '-C', place, '-j', '2', 'breather']);
    about.says('the whole program, from nothing');
    const full = build();
    const now = new Date();
    utimesSync(join(root, changed), now, now);
    const again = build();
    rmSync(place, { recursive: true, force: true });
    return [
        figure(names[0], full.seconds, 's', { budget: 480 }),
        figure(names[1], full.processor / 2, 's', { note: 'of each of two cores' }),
        figure(names[2], again.seconds, 's', { budget: 20, note: changed }),
        figure(names[3], again.processor, 's'),
    ].filter((row) => about.wants(row.name));
}

/** Runs a command to its end: how long it took, and how much processor time with all it started. */
function run(command) {
    const timed = `TIMEFORMAT='%R %U %S'; time "$@" >/dev/null 2>"$BENCH_COMPLAINT"`;
    const complaint = join(root, 'build', 'bench', 'build.complaint');
    const { status, stderr } = spawnSync('bash', ['-c', timed, 'bash', ...command], {
        cwd: root, env: { ...process.env, CCACHE_DISABLE: '1', BENCH_COMPLAINT: complaint },
    });
    if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}; see ${complaint}`);
    const [seconds, user, system] = String(stderr).trim().split('\n').at(-1).split(' ').map(Number);
    return { seconds, processor: user + system };
}
