// An installation whose backups are set up, and what one does with them at the command line.
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hex, sealed } from './person.mjs';
import { command, demo_folder, program, temporary_folder } from './server.mjs';

/** A demo folder whose backups are set up, with a place for them beside it. */
export function backed_up_folder(name, settings = '') {
    const work = temporary_folder(`${name}-out`);
    const secret = join(work, 'secret.key');
    const made = command(['backup', 'keypair', secret]);
    assert.equal(made.code, 0, made.err);
    const folder = demo_folder(
        name, program,
        `${settings}backup_folder = "${work}/data"\nkeys_backup_folder = "${work}/keys"\nbackup_public_key = "${secret}.pub"\n`,
    ); // prettier-ignore
    const files = (kind) =>
        readdirSync(join(work, kind)).filter((one) => one.endsWith('.backup')).sort().map((one) => join(work, kind, one));
    const restore_words = (from, keys, into) =>
        ['restore', '--from', from, '--keys', keys, '--secret-key', secret, '--data', into, '--instance-key', join(folder.data, 'instance.key')];
    const restore = (from, keys, into, ...more) => command([...restore_words(from, keys, into), ...more]);
    const remove = () => {
        folder.remove();
        rmSync(work, { recursive: true, force: true });
    };
    return { ...folder, work, files, restore, restore_words, remove };
}

export function back_up(data) {
    const made = command(['backup', '--data', data]);
    assert.equal(made.code, 0, made.err);
    return made.out;
}

export async function write_one(person) {
    const entry = hex();
    const answer = await person.write(entry, [{ field: 'situation', version: hex(), replaces: [], sealed: sealed() }]);
    assert.equal(answer.status, 200, answer.text);
    return entry;
}
