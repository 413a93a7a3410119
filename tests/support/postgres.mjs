// A PostgreSQL 15 of a test's own in a temporary folder: no network, gone afterwards.
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const programs = '/usr/lib/postgresql/15/bin';

export const postgres_installed = existsSync(programs);

/**
 * `cores`: the only ones it may use, as taskset writes them.
 * {address(database), sql(database, text), make(database), settings(name): the two lines of breather.toml on fresh databases, stop()}
 */
export function start_postgres({ cores } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'breather-pg-'));
    const is_root = process.getuid() === 0; // PostgreSQL refuses to run as root
    if (is_root) chownSync(folder, ...['-u', '-g'].map((what) => Number(execFileSync('id', [what, 'postgres']))));
    const run = (...words) => {
        const all = is_root ? ['runuser', '-u', 'postgres', '--', ...words] : words;
        return execFileSync(all[0], all.slice(1), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
    };
    const data = join(folder, 'data'), log = join(folder, 'log'); // prettier-ignore
    run(`${programs}/initdb`, '-A', 'trust', '-U', 'breather', '-E', 'UTF8', '--locale=C', '-D', data);
    execFileSync('bash', ['-c', // its output is closed, or the wait for it would never end
        `cd ${folder} && ${cores ? `taskset -c ${cores}` : ''} ${is_root ? 'runuser -u postgres --' : ''} ${programs}/pg_ctl -w -D ${data} -l ${log} -o "-k ${folder} -c listen_addresses=''" start >/dev/null 2>&1`,
    ]); // prettier-ignore
    const address = (database) => `host=${folder} user=breather dbname=${database}`;
    const sql = (database, text) => run(`${programs}/psql`, '-XAtq', '-d', address(database), '-c', text);
    const make = (database) => sql('postgres', `create database ${database}`);
    return {
        address,
        sql,
        make,
        settings(name) {
            for (const database of [name, `${name}_keys`]) make(database);
            return `database = "${address(name)}"\nkeys_database = "${address(`${name}_keys`)}"\n`;
        },
        stop() {
            run(`${programs}/pg_ctl`, '-m', 'immediate', '-D', data, 'stop');
            rmSync(folder, { recursive: true, force: true });
        },
    };
}
