// The recipe for signed checksums in docs/how-to/offline.md, carried out line by line with a key made for the test.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporary_folder } from '../support/server.mjs';
import { read, root } from '../support/tree.mjs';

const program = join(root, 'build/beside/usr/bin/minisign');
const skip = existsSync(program) ? false : 'minisign is not unpacked; ./test --long does that';
const [, make, sign, check] = [...read('docs/how-to/offline.md').split('## Who says')[1].matchAll(/```\n([\s\S]*?)```/g)].reduce((all, [, text]) => [...all, text], ['']);

/** A line of the recipe; the key of the test has no password. */
const follow = (text, folder) => {
    const unlocked = text.replaceAll(/minisign (-[GS])/g, 'minisign -W $1').replaceAll('minisign', program);
    return spawnSync('bash', ['-ec', unlocked], { cwd: folder, encoding: 'utf8', input: '\n\n' });
};

test('the recipe signs, its check passes, and both a changed file and a changed list are found', { skip }, () => {
    const folder = temporary_folder('signature');
    writeFileSync(join(folder, 'breather.deb'), 'package');
    assert.equal(spawnSync('bash', ['-c', 'sha256sum *.deb >SHA256SUMS'], { cwd: folder }).status, 0);
    for (const step of [make, sign, check]) {
        const { status, stdout, stderr } = follow(step, folder);
        assert.equal(status, 0, `${step}${stdout}${stderr}`);
    }
    writeFileSync(join(folder, 'breather.deb'), 'another package');
    assert.notEqual(follow(check, folder).status, 0, 'a changed package passed');
    writeFileSync(join(folder, 'breather.deb'), 'package');
    assert.equal(follow(check, folder).status, 0);
    appendFileSync(join(folder, 'SHA256SUMS'), '\n');
    assert.notEqual(follow(check, folder).status, 0, 'a changed list passed');
    rmSync(folder, { recursive: true });
});
