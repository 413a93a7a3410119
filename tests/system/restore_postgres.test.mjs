// Backups put back into PostgreSQL by the built program: of either kind of site, and killed in the middle.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { back_up, backed_up_folder, write_one } from '../support/backups.mjs';
import { fill_with_entries } from '../support/data.mjs';
import { Person } from '../support/person.mjs';
import { postgres_installed, start_postgres } from '../support/postgres.mjs';
import { command, program, start } from '../support/server.mjs';

const skip = !postgres_installed && 'PostgreSQL 15 is not here';
let postgres;
before(() => (postgres = skip ? undefined : start_postgres()));
after(() => postgres?.stop());

/** The two words of the command line for the two lines of the settings. */
const words_of = (settings) => settings.trim().split('\n').flatMap((line) => {
    const [, name, value] = line.match(/^(\w+) = "(.*)"$/);
    return [`--${name.replace('_', '-')}`, value];
});

async function somebody(folder) {
    const server = await start(folder.data);
    const person = await new Person(server.url).join(folder.codes[0]);
    const entry = await write_one(person);
    return { server, person, entry };
}

async function meets(data, { person, entry }) {
    const server = await start(data);
    person.url = server.url;
    const { status } = await person.ask('GET', `/api/exercises/entries/${entry}`);
    await server.kill();
    return status;
}

test('a backup of a site on PostgreSQL becomes another one there, and a folder', { skip }, async () => {
    const folder = backed_up_folder('pg-site', postgres.settings('site'));
    try {
        const { server, ...who } = await somebody(folder);
        assert.match(back_up(folder.data), /The backup is made/);
        assert.match(command(['backup', 'rehearse', '--data', folder.data]).out, /[1-9]\d* sealed values opened/);
        await server.kill();
        const [from] = folder.files('data'), [keys] = folder.files('keys'); // prettier-ignore

        const into = join(folder.work, 'there');
        const settings = join(folder.work, 'new.toml');
        writeFileSync(settings, postgres.settings('again'));
        const done = folder.restore(from, keys, into, '--config', settings);
        assert.equal(done.code, 0, done.err);
        assert.match(done.out, /each table compared with its hash[^]*sealed values were opened[^]*database = "host=/);
        assert.ok(!existsSync(join(into, 'breather.db')));
        writeFileSync(join(into, 'breather.toml'), done.out.match(/^ {2}(\w*database = .*)$/gm).join('\n'));
        assert.equal(await meets(into, who), 200);

        const files = join(folder.work, 'files');
        assert.equal(folder.restore(from, keys, files).code, 0);
        assert.equal(await meets(files, who), 200);
    } finally {
        folder.remove();
    }
});

/** Ends the restore as a power cut would, when it is among the rows. */
async function kill_in_the_middle(words, table) {
    const child = spawn(words[0], words.slice(1), { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
    let over = false;
    ended.then(() => (over = true));
    while (!over && postgres.sql('killed', `select to_regclass('${table}') is not null and exists (select 1 from pg_stat_activity where query like 'insert into entry%')`).trim() !== 't')
        await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGKILL');
    return ended;
}

test('a restore that was killed is served by nobody, filled by nobody, and done again once it is emptied', { skip }, async () => {
    const folder = backed_up_folder('pg-killed');
    try {
        const { server, ...who } = await somebody(folder);
        await server.kill();
        fill_with_entries(folder.data, 60_000_000);
        back_up(folder.data);
        const [from] = folder.files('data'), [keys] = folder.files('keys'); // prettier-ignore
        const settings = postgres.settings('killed');
        const into = join(folder.work, 'new');
        const words = [...folder.restore_words(from, keys, into), ...words_of(settings)];
        assert.equal(await kill_in_the_middle([program, ...words], 'unfinished_move'), 'SIGKILL');

        const serve = (data) => command(['serve', '--data', data, '--port', '0', '--no-app']);
        assert.equal(serve(into).code, 24, 'the folder');
        rmSync(into, { recursive: true });
        const other = join(folder.work, 'other');
        assert.equal(command(['restore', ...words.slice(1)]).code, 25, 'it is not filled again as it is');
        command(['demo', '--data', other, '--content', 'content']);
        rmSync(join(other, 'breather.db'));
        rmSync(join(other, 'keys.db'));
        writeFileSync(join(other, 'breather.toml'), settings);
        const served = serve(other);
        assert.equal(served.code, 24, served.err);
        assert.match(served.err, /was begun and not finished/);

        for (const name of ['killed', 'killed_keys']) postgres.sql(name, 'drop schema public cascade; create schema public');
        const done = command(words);
        assert.equal(done.code, 0, done.err);
        writeFileSync(join(into, 'breather.toml'), settings);
        assert.equal(await meets(into, who), 200);
    } finally {
        folder.remove();
    }
});
