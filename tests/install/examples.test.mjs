// The examples for web servers in front: the servers themselves say whether they are right.
// Their programs lie unpacked in build/beside (tools/setup/beside.sh); nothing is installed for a test.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporary_folder } from '../support/server.mjs';
import { read, root } from '../support/tree.mjs';

const beside = (path) => join(root, 'build/beside', path);
const without = (program) => (existsSync(beside(program)) ? false : `${program} is not unpacked; ./test --long does that`);

/** What a checker says: {code, said}. */
function look(program, args, env = {}) {
    const { status, stdout, stderr } = spawnSync(beside(program), args, { env: { ...process.env, ...env } });
    return { code: status, said: `${stdout}${stderr}` };
}

test('Caddy takes its example, and refuses a spoilt one', { skip: without('usr/bin/caddy') }, () => {
    const work = temporary_folder('caddy');
    const file = join(work, 'Caddyfile');
    const home = { XDG_DATA_HOME: work, XDG_CONFIG_HOME: work, HOME: work };
    const validate = (text) => {
        writeFileSync(file, text);
        return look('usr/bin/caddy', ['validate', '--config', file, '--adapter', 'caddyfile'], home);
    };
    const text = read('deploy/caddy/Caddyfile');
    const { code, said } = validate(text);
    assert.equal(code, 0, said);
    assert.match(said, /Valid configuration/);
    assert.doesNotMatch(said, /not formatted/);
    assert.notEqual(validate(text.replace('flush_interval', 'flush_intervall')).code, 0);
    rmSync(work, { recursive: true });
});

test('nginx takes its example, and refuses a spoilt one', { skip: without('usr/sbin/nginx') }, () => {
    const work = temporary_folder('nginx');
    mkdirSync(join(work, 'logs'));
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
        '-subj', '/CN=steady.example.org', '-days', '2', '-keyout', join(work, 'key'), '-out', join(work, 'pem')]);
    assert.equal(made.status, 0, String(made.stderr));
    const validate = (text) => {
        const placed = text.replace(/\/etc\/nginx\/tls\/\S+\.pem/, join(work, 'pem')).replace(/\/etc\/nginx\/tls\/\S+\.key/, join(work, 'key'));
        writeFileSync(join(work, 'nginx.conf'), `pid ${work}/pid;\nerror_log stderr;\nevents {}\nhttp {\n${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${work}/${one};`).join('\n')}\n${placed}\n}\n`);
        return look('usr/sbin/nginx', ['-t', '-p', work, '-c', join(work, 'nginx.conf')]);
    };
    const text = read('deploy/nginx/breather.conf');
    const { code, said } = validate(text);
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, /warn/);
    assert.notEqual(validate(text.replace('proxy_buffering', 'proxy_bufering')).code, 0);
    rmSync(work, { recursive: true });
});

test('neither writes down who takes part, nor hands addresses on', () => {
    const caddy = read('deploy/caddy/Caddyfile');
    const nginx = read('deploy/nginx/breather.conf');
    assert.match(caddy, /exclude http\.log\.access http\.log\.error http\.stdlib/);
    assert.doesNotMatch(caddy, /^\s*output /m);
    assert.match(caddy, /header_up -X-Forwarded-For/);
    const servers = nginx.split(/^server \{/m).slice(1);
    assert.equal(servers.length, 2);
    for (const server of servers) {
        assert.match(server, /access_log off;/);
        assert.match(server, /error_log \/dev\/null crit;/);
    }
    assert.match(nginx, /X-Forwarded-For ""/);
});

test('the container has no account with rights and a place for the data alone', () => {
    const container = read('deploy/container/Containerfile');
    assert.match(container, /^USER breather$/m);
    assert.match(container, /^VOLUME \/var\/lib\/breather$/m);
    assert.match(container, /--read-only --cap-drop=all --security-opt=no-new-privileges/);
});
