// The gallery: a picture that was asked for is there with a page that shows it, and a wrong wish is answered kindly.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { temporary_folder } from '../support/server.mjs';
import { root } from '../support/tree.mjs';

const folder = temporary_folder('gallery');
after(() => rmSync(folder, { recursive: true, force: true }));

/** As tools/gallery runs it once everything is built. */
async function gallery(...args) {
    const ran = promisify(execFile)(process.execPath, [join(root, 'tests/support/gallery.mjs'), ...args]);
    return ran.then(({ stdout }) => ({ code: 0, says: stdout }), ({ code, stderr }) => ({ code, says: stderr }));
}

test('one screen in one look is one picture and a page that shows it', async () => {
    const made = await gallery(folder, '--screen', 'welcome', '--lang', 'zh-Hans', '--theme', 'night', '--width', '360');
    assert.equal(made.code, 0, made.says);
    const [picture, ...more] = readdirSync(folder).filter((file) => file.endsWith('.png'));
    assert.deepEqual(more, []);
    const head = readFileSync(join(folder, picture));
    assert.equal(head.toString('latin1', 1, 4), 'PNG');
    assert.equal(head.readUInt32BE(16), 360, 'as wide as was asked for');
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    assert.ok(page.includes(`src="${picture}"`));
    assert.ok(!/https?:/.test(page), 'the page loads nothing from elsewhere');
});

test('a wish that cannot be met is answered with what there is, and nothing is written', async () => {
    const elsewhere = join(folder, 'none');
    for (const [args, says] of [
        [[], /name one folder/],
        [[elsewhere, '--lang', 'fr'], /en-GB, zh-Hans/],
        [[elsewhere, '--theme', 'pink'], /light, night, discreet/],
        [[elsewhere, '--width', '800'], /360, 1280/],
        [[elsewhere, '--colour', 'red'], /tools\/gallery DIR/],
    ]) {
        const made = await gallery(...args);
        assert.equal(made.code, 2, `${args}`);
        assert.match(made.says, says);
    }
    assert.ok(!existsSync(elsewhere));
    const help = await gallery('--help');
    assert.equal(help.code, 0);
    assert.match(help.says, /tools\/gallery DIR/);
});

test('a screen nobody knows: the walk goes to its end, also in the discreet look, and names what there is', async () => {
    const elsewhere = join(folder, 'unknown');
    const made = await gallery(elsewhere, '--screen', 'no such screen', '--lang', 'zh-Hans', '--theme', 'discreet', '--width', '360');
    assert.equal(made.code, 2, made.says);
    for (const name of ['no such screen', 'poster', 'link, the question', 'locked', 'deleted']) assert.ok(made.says.includes(name), `${name}: ${made.says}`);
    assert.ok(!existsSync(elsewhere));
});
