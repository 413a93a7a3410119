// The instance key as a credential of a real systemd: sealed, handed to the service alone, lying nowhere else.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporary_folder } from '../support/server.mjs';
import { cannot, run, start_machine } from './machine.mjs';

const skip = cannot();
const work = temporary_folder('credential');
let machine;
before(async () => {
    if (skip) return;
    const deb = run('tools/package', ['--preset', 'dev', '--version', '0.1.0', '--to', work]).out.trim().split('\n').pop();
    run('tools/offline_bundle', [deb, join(work, 'new')]);
    machine = await start_machine([join(work, 'new')]);
    machine.sh('/shared/new/install');
}, { timeout: 30 * 60_000 });
after(() => {
    machine?.remove();
    rmSync(work, { recursive: true, force: true });
});

const is_up = () => machine.sh('systemctl is-active breather', { may_fail: true }).out.trim();
/** The words of the example itself, from its head. */
const recipe = () =>
    machine.sh('cat /usr/share/doc/breather/examples/systemd/instance-key.conf').out
        .split('\n').filter((line) => /^# {3}\S/.test(line)).map((line) => line.slice(4)).join('\n');

test('the example, as it stands there, takes the key out of the folder and the service goes on', { skip }, () => {
    const key = machine.sh('cut -d" " -f2 /var/lib/breather/instance.key').out.trim();
    machine.sh('breather organisation add --name "Example Hospital" --operator "Example University" --country GB --permission-en "You may." --permission-zh "可以。"');
    const said = machine.sh(`set -e\n${recipe()}`).said;
    assert.equal(is_up(), 'active', said + machine.sh('journalctl -u breather -n 20 --no-pager', { may_fail: true }).said);
    assert.match(machine.sh('breather organisation list').out, /Example Hospital/);
    assert.match(machine.sh('breather doctor --quick', { may_fail: true }).said, /key/);
    assert.notEqual(machine.sh(`grep -rl ${key} /var/lib/breather /etc /tmp /var/tmp /var/log`, { may_fail: true }).code, 0, 'the key lies somewhere');
    assert.notEqual(machine.sh('test -e /var/lib/breather/instance.key', { may_fail: true }).code, 0);
    assert.notEqual(machine.sh('setpriv --reuid nobody --clear-groups cat /run/credentials/breather.service/instance.key', { may_fail: true }).code, 0);
});

test('without it the service stays down, says which key it misses, and makes no other', { skip }, () => {
    machine.sh('systemctl stop breather; mv /etc/systemd/system/breather.service.d/instance-key.conf /root/; systemctl daemon-reload; systemctl start breather', { may_fail: true });
    assert.equal(machine.sh('systemctl show breather -p ExecMainStatus --value').out.trim(), '14');
    assert.notEqual(machine.sh('test -e /var/lib/breather/instance.key', { may_fail: true }).code, 0);
});

test('a command while the server is stopped is started as the service is', { skip }, () => {
    machine.sh('systemctl stop breather');
    const listed = machine.sh('systemd-run --quiet --pipe --wait -p User=breather -p LoadCredentialEncrypted=instance.key:/etc/breather/credentials/instance.key breather organisation list', { may_fail: true });
    assert.match(listed.said, /Example Hospital/);
});
