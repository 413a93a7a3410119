// Two PostgreSQL nodes under Patroni with one etcd, all of Debian, in a folder of their own on ports of their own.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { free_port } from './server.mjs';
import { root } from './tree.mjs';

const postgres_programs = '/usr/lib/postgresql/15/bin';
const etcd = [join(root, 'build/beside/usr/bin/etcd'), '/usr/bin/etcd'].find(existsSync);

/** What this machine lacks, as a sentence; undefined: nothing. */
export function missing() {
    if (!existsSync('/usr/bin/patroni')) return 'install patroni and python3-etcd (tools/setup/packages.long)';
    if (!etcd) return 'etcd is neither installed nor unpacked beside the build (./test --long does it)';
    if (!existsSync(postgres_programs)) return 'install postgresql-15';
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); // waits for other programs, not for a clock under test

async function until(what, done, ms = 90_000) {
    for (const end = performance.now() + ms; performance.now() < end; await pause(100)) {
        const found = await Promise.resolve(done()).catch(() => undefined);
        if (found) return found;
    }
    throw new Error(`${what}: not within ${ms / 1000} s`);
}

/** PostgreSQL refuses to run as root. */
const as_postgres = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];

/** Every process below one, the deepest last. */
function children_of(pid) {
    const parents = new Map();
    for (const name of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
        try {
            const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ')[1]);
            parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
        } catch {
            // gone meanwhile
        }
    }
    const all = (one) => (parents.get(one) ?? []).flatMap((child) => [child, ...all(child)]);
    return all(pid);
}

function signal(pid, name) {
    try {
        process.kill(pid, name);
    } catch (failure) {
        if (failure.code !== 'ESRCH') throw failure;
    }
}

export class PatroniCluster {
    static ttl = 20;

    constructor({ synchronous = true } = {}) {
        this.synchronous = synchronous;
        this.folder = mkdtempSync(join(tmpdir(), 'breather-patroni-'));
        this.nodes = [];
        this.running = [];
        this.own(this.folder);
    }

    own(path) {
        if (process.getuid() !== 0) return;
        const [uid, gid] = ['-u', '-g'].map((what) => Number(execFileSync('id', [what, 'postgres'])));
        chownSync(path, uid, gid);
    }

    spawn(name, words) {
        const log = openSync(join(this.folder, `${name}.log`), 'a');
        const child = spawn(words[0], words.slice(1), { cwd: this.folder, stdio: ['ignore', log, log] });
        this.running.push(child);
        return child;
    }

    config(node) {
        const { synchronous } = this;
        return {
            scope: 'breather',
            name: node.name,
            restapi: { listen: `127.0.0.1:${node.rest}`, connect_address: `127.0.0.1:${node.rest}` },
            etcd3: { host: `127.0.0.1:${this.etcd_port}` },
            bootstrap: {
                dcs: {
                    ttl: PatroniCluster.ttl,
                    loop_wait: 2,
                    retry_timeout: 5,
                    maximum_lag_on_failover: synchronous ? 1 << 20 : 1 << 30,
                    synchronous_mode: synchronous,
                    postgresql: { use_pg_rewind: true, use_slots: true, parameters: { max_connections: 200, wal_keep_size: '256MB' } },
                },
                initdb: [{ encoding: 'UTF8' }, { locale: 'C' }],
            },
            postgresql: {
                listen: `127.0.0.1:${node.port}`,
                connect_address: `127.0.0.1:${node.port}`,
                data_dir: node.data,
                bin_dir: postgres_programs,
                pgpass: join(this.folder, `${node.name}.pgpass`),
                authentication: { superuser: { username: 'postgres' }, replication: { username: 'replicator' }, rewind: { username: 'rewinder' } },
                pg_hba: ['host all all 127.0.0.1/32 trust', 'host replication replicator 127.0.0.1/32 trust', 'local all all trust'],
                parameters: { unix_socket_directories: this.folder, shared_buffers: '32MB' },
            },
        };
    }

    async start() {
        this.etcd_port = await free_port();
        const peer = await free_port();
        this.spawn('etcd', [
            ...as_postgres, etcd, '--data-dir', join(this.folder, 'etcd'), '--name', 'one',
            '--listen-client-urls', `http://127.0.0.1:${this.etcd_port}`, '--advertise-client-urls', `http://127.0.0.1:${this.etcd_port}`,
            '--listen-peer-urls', `http://127.0.0.1:${peer}`, '--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`,
            '--initial-cluster', `one=http://127.0.0.1:${peer}`,
        ]); // prettier-ignore
        await until('etcd', async () => (await fetch(`http://127.0.0.1:${this.etcd_port}/health`)).ok);
        for (const name of ['node1', 'node2']) {
            const node = { name, rest: await free_port(), port: await free_port(), data: join(this.folder, name) };
            node.config = join(this.folder, `${name}.json`); // JSON is YAML
            writeFileSync(node.config, JSON.stringify(this.config(node)));
            chmodSync(node.config, 0o644);
            mkdirSync(node.data, { mode: 0o700 });
            this.own(node.data);
            node.process = this.spawn(name, [...as_postgres, 'patroni', node.config]);
            this.nodes.push(node);
            if (name === 'node1') await until('a leader', () => this.leader());
        }
        await until('a standby that follows', () => this.follower());
        for (const name of ['breather', 'breather_keys']) this.sql('postgres', `create database ${name}`);
    }

    async states() {
        for (const node of this.nodes) {
            const answer = await fetch(`http://127.0.0.1:${node.rest}/cluster`).catch(() => undefined);
            if (answer?.ok) return (await answer.json()).members;
        }
        return [];
    }
    async leader() {
        const one = (await this.states()).find((m) => m.role === 'leader' && m.state === 'running');
        return this.nodes.find((node) => node.name === one?.name);
    }
    async follower() {
        const wanted = this.synchronous ? 'sync_standby' : 'replica';
        const one = (await this.states()).find((m) => m.role === wanted && ['running', 'streaming'].includes(m.state));
        return this.nodes.find((node) => node.name === one?.name);
    }

    /** What a server is told: whichever of the two can be written to. */
    address(database) {
        const ports = this.nodes.map((node) => node.port).join(',');
        return `host=127.0.0.1,127.0.0.1 port=${ports} user=postgres dbname=${database} target_session_attrs=read-write connect_timeout=3`;
    }
    sql(database, text) {
        return execFileSync(`${postgres_programs}/psql`, ['-XAtq', '-d', this.address(database), '-c', text], { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
    }

    /** The standby hears nothing more, and its machine does not know: for the control. Gives what undoes it by losing the line. */
    deafen(node) {
        const postmaster = this.postmaster(node);
        const receiver = children_of(postmaster).find((pid) => /walreceiver/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')));
        if (!receiver) throw new Error('the standby receives nothing');
        signal(receiver, 'SIGSTOP');
        return () => signal(receiver, 'SIGKILL');
    }

    postmaster = (node) => Number(readFileSync(join(node.data, 'postmaster.pid'), 'utf8').split('\n')[0]);

    /** As when a machine loses its power: Patroni and PostgreSQL, all at once. */
    kill(node) {
        const postmaster = this.postmaster(node);
        const all = [node.process.pid, ...children_of(node.process.pid), postmaster, ...children_of(postmaster)];
        for (const pid of all) signal(pid, 'SIGKILL');
    }

    stop() {
        for (const node of this.nodes) {
            try {
                this.kill(node);
            } catch {
                // killed by the test already
            }
        }
        for (const child of this.running) for (const pid of [child.pid, ...children_of(child.pid)]) signal(pid, 'SIGKILL');
        rmSync(this.folder, { recursive: true, force: true });
    }
}
