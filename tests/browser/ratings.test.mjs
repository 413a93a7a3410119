// "Did this help?": asked once at the end, one press, beside the button for who feels worse; and what administrators see of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { looking } from '../support/looking.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { every_file } from '../support/sweep.mjs';
import { Clerk, start_new_house } from '../support/staff.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
const sql = (text) => execFileSync('sqlite3', [join(folder.data, 'breather.db'), text]).toString().trim();
before(async () => {
    folder = demo_folder('ratings');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

class Reader extends looking(Walker) {
    /** A pause from its first page to its last. */
    async reads_to_the_end(title) {
        await this.presses_line(title);
        await this.page.locator('article h1').getByText(title).waitFor();
        while (await this.page.getByRole('button', { name: this.word('step.next'), exact: true }).isVisible()) await this.presses('step.next');
    }
}

const people = [
    { language: 'en-GB', poster: 0, viewport: phone, says: 'not_for_me' },
    { language: 'zh-Hans', poster: 1, viewport: desk, says: 'yes' },
];
for (const person of people) {
    test(`${person.language}: one press counts, and nothing of it leads to her`, async () => {
        const ada = await Reader.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { ...person, motion: 'reduce' });
        const { page } = ada;
        await ada.keeps_a_minute();
        await ada.goes_to('app.library');
        const library = await page.evaluate(async (language) => (await fetch(`/api/content/library?language=${language}`)).json(), person.language);
        const pause = library.pauses.find((one) => one.id === 'feet-and-floor');
        await ada.reads_to_the_end(pause.title);
        await ada.sees_word('helped.ask');
        await ada.sees_word('support.worse');
        await ada.looks('a pause, asked whether it helped', { focus: null });
        const sent = page.waitForRequest((request) => request.url().endsWith('/api/ratings'));
        await ada.presses(`helped.${person.says}`);
        const asked = await sent;
        assert.deepEqual(asked.postDataJSON(), { item: 'feet-and-floor', helped: person.says });
        await ada.sees_word('helped.thanks');
        await ada.looks('a pause, answered', { focus: null });
        await ada.presses('library.done');
        await ada.reads_to_the_end(pause.title);
        await ada.sees_word('support.worse');
        assert.equal(await page.getByText(ada.word('helped.ask')).count(), 0, 'and is not asked again');

        assert.equal(sql(`select topic, about, times from counter where answer = '${person.says}'`), 'helped|feet-and-floor|1');
        const key = asked.headers()['idempotency-key'].replaceAll('-', '');
        assert.equal(sql(`select count(*) from counter_key where key = x'${key}'`), '1');
        assert.equal(sql(`select count(*) from idempotency where key = x'${key}'`), '0', 'no row of hers knows that she answered');
        const log = [...every_file(folder.data)].filter((path) => /\.log$/.test(path)).map((path) => readFileSync(path, 'utf8'));
        for (const text of [server.output(), ...log]) assert.doesNotMatch(text, /feet-and-floor|not_for_me/, 'the log names the route and no more');
        assert.deepEqual(ada.faults, []);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}

class Reviewer extends looking(Clerk) {
    help_in_reach = () => []; // the staff's app has none
}

for (const language of ['en-GB', 'zh-Hans']) {
    test(`${language}: administrators see shares of what was answered ten times, and nothing of the rest`, async () => {
        const house = await start_new_house(`ratings-${language}`);
        try {
            const week = (Math.floor((Date.now() / 86_400_000 - 4) / 7) - 2) * 7 + 4; // a Monday that is over
            const rows = [['feet-and-floor', 'yes', 7], ['feet-and-floor', 'not_for_me', 4], ['one-minute', 'yes', 9]];
            for (const [item, answer, times] of rows)
                execFileSync('sqlite3', [join(house.data, 'breather.db'), `.timeout 4000`, `insert into counter values ('helped', '${item}', '${answer}', ${week * 86_400_000}, ${times})`]);
            const mara = await Reviewer.arrive(house.link, { language, viewport: desk });
            await mara.enrols('mara', 'Mara Linden');
            await mara.presses('enrol.to_desk');
            await mara.goes_to('desk.content');
            await mara.page.getByText(mara.word('ratings.title'), { exact: true }).click();
            const table = mara.page.getByRole('table', { name: mara.word('ratings.title') });
            await table.waitFor();
            assert.equal(await table.getByRole('row').count(), 2, 'the head, and one item');
            assert.match(await table.innerText(), new RegExp(mara.word('ratings.share', { n: 65 })));
            await mara.looks('content, what people said', { focus: null });
            assert.deepEqual(mara.faults, []);
            assert.deepEqual(mara.trouble(), []);
            await mara.context.close();
        } finally {
            await house.remove();
        }
    });
}
