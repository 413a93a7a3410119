// The whole life of an installation on a bare Debian 12 without a network: install from a folder, somebody joins and
// writes, upgrade, go back, upgrade again, remove, purge, install again. After each step her words are still there.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporary_folder } from '../support/server.mjs';
import { cannot, previous_package, run, start_machine } from './machine.mjs';

const skip = cannot();
let machine, hers;
const work = temporary_folder('installed');
const kept = () => machine.visit(['look'], hers);
const version = () => machine.sh("dpkg-query -W -f='${Version}' breather").out;
const is_up = () => machine.sh('systemctl is-active breather', { may_fail: true }).out.trim();

before(async () => {
    if (skip) return;
    const old_deb = previous_package(work);
    const new_deb = run('tools/package', ['--preset', 'dev', '--version', '0.1.0', '--to', work]).out.trim().split('\n').pop();
    run('tools/offline_bundle', [old_deb, join(work, 'old')]);
    run('tools/offline_bundle', [new_deb, join(work, 'new')]);
    machine = await start_machine([join(work, 'old'), join(work, 'new')]);
}, { timeout: 30 * 60_000 });
after(() => {
    machine?.remove();
    rmSync(work, { recursive: true, force: true });
});

test('it installs without a network, runs under systemd, and says what comes next', { skip }, () => {
    assert.notEqual(machine.sh('ls /sys/class/net | grep -v lo', { may_fail: true }).code, 0, 'there is a network');
    const { said } = machine.sh('/shared/old/install');
    assert.match(said, /it runs, for this machine only: http:\/\/127\.0\.0\.1:8080/);
    assert.match(said, /copy \/var\/lib\/breather\/instance\.key/);
    assert.equal(is_up(), 'active');
    assert.equal(machine.sh('stat -c "%U %a" /var/lib/breather').out, 'breather 700\n');
    assert.equal(machine.sh('stat -c "%U:%G %a" /etc/breather/breather.toml').out, 'root:breather 640\n');
});

test('root brings content and an organisation; nothing in the data folder becomes root\'s', { skip }, () => {
    machine.sh('breather content import --data /var/lib/breather /usr/share/breather/content');
    machine.sh('breather organisation add --data /var/lib/breather --name "Example Hospital" --operator "Example University" --country GB --permission-en "You may." --permission-zh "可以。"');
    machine.sh('systemctl stop breather');
    const code = machine.sh('breather organisation code new --data /var/lib/breather "Example Hospital"').out.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/)[0];
    assert.equal(machine.sh('find /var/lib/breather ! -user breather').out, '', 'root left files of its own');
    assert.match(machine.sh('setpriv --reuid nobody --clear-groups breather organisation list --data /var/lib/breather', { may_fail: true }).said, /Put sudo before the command/);
    machine.sh('systemctl start breather');
    hers = machine.visit(['join', code]);
    assert.equal(kept(), 'kept');
});

test('an upgrade keeps what people wrote and the administrator\'s settings, and copies the database first', { skip }, () => {
    machine.sh('echo \'leave_to = "https://www.example.org/news"\' >>/etc/breather/breather.toml');
    const { said } = machine.sh('/shared/new/install -o Dpkg::Options::=--force-confold');
    assert.equal(version(), '0.1.0', said);
    assert.equal(is_up(), 'active', said);
    assert.equal(kept(), 'kept');
    machine.sh('grep -q ^leave_to /etc/breather/breather.toml');
    assert.equal(machine.sh('stat -c "%U %a" /var/backups/breather').out, 'breather 700\n');
    assert.match(machine.sh('breather organisation list').out, /Example Hospital/);
    assert.match(machine.sh('breather roll-back').out, /^\d{4}-\d\d-\d\d-\d{4}_\w+$/m);
});

test('the older program refuses newer data, in a sentence; roll-back brings it up again', { skip }, () => {
    const install_old = 'dpkg -i --force-confold /shared/old/breather_0.0.9_*.deb';
    assert.match(machine.sh(install_old).said, /does not run.*journalctl -u breather/);
    assert.equal(machine.sh('systemctl show -P ExecMainStatus breather').out, '13\n');
    assert.equal(machine.sh('systemctl show -P NRestarts breather').out, '0\n', 'it was started again without anybody looking');
    assert.match(machine.sh('journalctl -u breather -n 10 --no-pager').out, /written by a newer Breather/);
    const copy = machine.sh('breather roll-back --data /var/lib/breather').out.split('\n')[0];
    machine.sh(`breather roll-back --data /var/lib/breather ${copy} && systemctl reset-failed breather && systemctl start breather`);
    assert.equal(is_up(), 'active');
    assert.equal(kept(), 'kept');
    assert.equal(machine.sh('find /var/lib/breather ! -user breather').out, '');
    machine.sh('/shared/new/install -o Dpkg::Options::=--force-confold');
    assert.equal(kept(), 'kept');
});

test('it stops inside ten seconds, and a killed server is back by itself', { skip }, () => {
    const began = performance.now();
    machine.sh('systemctl stop breather');
    assert.ok(performance.now() - began < 10_000);
    machine.sh('systemctl start breather');
    const before_it = machine.sh('systemctl show -P MainPID breather').out;
    machine.sh('kill -9 $(systemctl show -P MainPID breather); sleep 4');
    assert.notEqual(machine.sh('systemctl show -P MainPID breather').out, before_it);
    assert.equal(is_up(), 'active');
    assert.equal(kept(), 'kept');
});

test('what runs cannot see other accounts\' files or write outside its folder', { skip }, () => {
    const inside = (script) => machine.sh(`nsenter -t $(systemctl show -P MainPID breather) -m -- setpriv --reuid breather --regid breather --clear-groups sh -c '${script}'`, { may_fail: true });
    assert.notEqual(inside('touch /usr/x').code, 0);
    assert.notEqual(inside('touch /etc/x').code, 0);
    assert.notEqual(inside('ls /root').code, 0);
    assert.equal(inside('ls /home').out, '');
    for (const place of ['/var/lib/breather', '/var/backups/breather', '/var/backups/breather-keys'])
        assert.equal(inside(`touch ${place}/x && rm ${place}/x`).code, 0, place);
    const status = machine.sh('cat /proc/$(systemctl show -P MainPID breather)/status').out;
    assert.match(status, /NoNewPrivs:\s+1/);
    assert.match(status, /Seccomp:\s+2/);
    assert.match(status, /CapBnd:\s+0000000000000000/);
});

test('as in a container: a root nobody can write to, and the data folder alone', { skip }, () => {
    machine.sh('systemctl stop breather');
    const out = machine.sh(`unshare --mount bash -c 'mount --rbind / /mnt && mount --bind /var/lib/breather /mnt/var/lib/breather && mount -o remount,bind,ro /mnt &&
        (chroot /mnt setpriv --reuid breather --regid breather --clear-groups --bounding-set=-all --no-new-privs /usr/bin/breather serve --bind 0.0.0.0 & echo $! >/run/pid;
        for i in $(seq 100); do (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null && break; sleep 0.1; done; kill -TERM $(cat /run/pid); wait)'`);
    assert.match(out.said, /Breather is ready/);
    machine.sh('systemctl start breather');
});

test('removing and purging leave the data, and say so; a later installation goes on with it', { skip }, () => {
    machine.sh('apt-get -y remove breather');
    assert.notEqual(is_up(), 'active');
    machine.sh('test -f /var/lib/breather/breather.db && test -f /etc/breather/breather.toml');
    const { said } = machine.sh('apt-get -y purge breather');
    assert.match(said, /\/var\/lib\/breather is left as it is/);
    machine.sh('test -f /var/lib/breather/breather.db && test ! -e /etc/breather/breather.toml && test ! -e /usr/share/breather');
    machine.sh('/shared/new/install');
    assert.equal(is_up(), 'active');
    assert.equal(kept(), 'kept');
});
