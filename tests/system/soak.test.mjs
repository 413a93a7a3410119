// R19: after the first thousands of requests, memory and open files stay where they are. A short run each time;
// ./test --long makes it a long one.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { test } from 'node:test';
import { Person, hex, sealed } from '../support/person.mjs';
import { demo_folder, start } from '../support/server.mjs';

const rounds = process.env.BREATHER_LONG ? 4000 : 40;
const people_count = 8;

const resident_kb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
function open_files(pid) {
    const names = readdirSync(`/proc/${pid}/fd`).map((fd) => {
        try {
            return readlinkSync(`/proc/${pid}/fd/${fd}`);
        } catch {
            return ''; // closed meanwhile
        }
    });
    const sockets = names.filter((name) => name.startsWith('socket:')).length;
    return { files: names.filter(Boolean).length - sockets, sockets };
}

/** What a person does in a visit: looks, writes ten times into one page, keeps her place, deletes the page. */
async function one_visit(person, at) {
    const entry = hex();
    let replaces = [];
    for (let i = 0; i < 10; ++i) {
        const version = hex();
        const written = await person.write(entry, [{ field: 'situation', version, replaces, sealed: sealed() }]);
        assert.equal(written.status, 200, written.text);
        replaces = [version];
    }
    assert.equal((await person.ask('GET', '/api/programmes/next?minutes=3')).status, 200);
    assert.equal((await person.ask('GET', '/api/content/library?language=en-GB')).status, 200);
    assert.equal((await person.ask('PUT', '/api/programmes/progress', at)).status, 200);
    assert.equal((await person.ask('DELETE', `/api/exercises/entries/${entry}`, {})).status, 200);
    assert.equal((await person.ask('GET', '/api/accounts/no-such-thing')).status, 404);
}

test(`${rounds} rounds of ${people_count} visits: memory and open files stay flat`, { timeout: 3 * 60 * 60_000 }, async () => {
    const folder = demo_folder('soak');
    try {
        const server = await start(folder.data);
        const before = open_files(server.pid);
        const people = [];
        for (let i = 0; i < people_count; ++i) people.push(await new Person(server.url).join(folder.codes[0]));
        const mine = (await people[0].ask('GET', '/api/programmes/mine')).json;
        const [module] = mine.modules;
        const at = { module: module.id, step: module.steps[0].id, hash: mine.enrolment.hash, at: { screen: 0, field: '' } };

        const seen = [];
        for (let round = 0; round < rounds; ++round) {
            await Promise.all(people.map((person) => one_visit(person, at)));
            if ((round + 1) % Math.ceil(rounds / 8) === 0) seen.push({ kb: resident_kb(server.pid), ...open_files(server.pid) });
        }
        const warm = seen[Math.floor(seen.length / 2)];
        const last = seen.at(-1);
        assert.ok(last.kb <= warm.kb * 1.1 + 1024, `memory grew: ${JSON.stringify(seen)}`);
        // Two more is a thread that reads for the first time: its database and its journal.
        assert.ok(last.files <= warm.files + 2, `open files grew: ${JSON.stringify(seen)}`);
        // How many lines eight people hold is for the one who asks to say: one each, and one that is just being
        // closed. One left behind in each round would be more than that.
        assert.ok(last.sockets <= before.sockets + 2 * people_count, `sockets grew: ${JSON.stringify({ before, seen })}`);
        const { code } = await server.kill();
        assert.equal(code, 0);
    } finally {
        folder.remove();
    }
});
