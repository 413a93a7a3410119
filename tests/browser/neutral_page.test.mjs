// Leave ends where the operator said, on somebody else's page: neither Back nor Forward brings hers again.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

/** As people's browsers are: pages that were left are kept whole, for Back. */
const keeps_pages = { without: ['--disable-back-forward-cache'] };

const asked = [];
const news = createServer((request, response) => {
    asked.push({ path: request.url, headers: request.headers });
    response.setHeader('Content-Type', 'text/html').end('<title>News</title><h1>News of the day</h1>');
});
let folder;
let server;
let neutral;
before(async () => {
    await new Promise((listening) => news.listen(0, '127.0.0.1', listening));
    neutral = `http://127.0.0.1:${news.address().port}/today?page=1`;
    folder = demo_folder('neutral');
    writeFileSync(join(folder.data, 'breather.toml'), `leave_to = "${neutral}"\n`);
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    news.close();
    folder?.remove();
});

async function arrives(path, options) {
    const walker = await Walker.arrive(server.url + path, { ...keeps_pages, ...options });
    await knows_the_way_out(walker);
    return walker;
}

/** The page asks where Leave leads once it has nothing better to do. */
async function knows_the_way_out(walker) {
    await walker.page.waitForFunction(() => performance.getEntriesByName(`${location.origin}/api/organisations/neutral-page`)[0]?.responseEnd > 0);
}

async function leaves(walker) {
    await walker.presses('app.leave');
    await walker.page.waitForURL(neutral, { waitUntil: 'load' });
}

/** What stands on the page and in its fields, once it has settled: kept whole or loaded anew. */
async function looks(walker) {
    const known = walker.page.locator('main:not(.cover) h1, body > h1, html:not(:has(h1, #app))'); // ours, the neutral one, the empty one
    await known.first().waitFor({ state: 'attached' });
    return walker.page.evaluate(() => [document.documentElement.outerHTML, ...[...document.querySelectorAll('input, textarea')].map((one) => one.value)].join('\n'));
}

/** Every page that Back and Forward bring; the last is the app's own, which still stands ahead. */
async function walks_history(walker) {
    await walker.page.goBack({ waitUntil: 'commit' });
    const seen = [await looks(walker)];
    for (let i = 0; i < 3 && !walker.page.url().startsWith(server.url); ++i) {
        await walker.page.goForward({ waitUntil: 'commit' });
        seen.push(await looks(walker));
    }
    assert.ok(walker.page.url().startsWith(server.url), `Forward ended at ${walker.page.url()}`);
    return seen;
}

async function shows_none_of(walker, texts) {
    const page = await looks(walker);
    for (const text of texts) assert.ok(!page.includes(text), `“${text}” shows`);
}

const people = [
    { language: 'en-GB', poster: 0, says: 'Nobody at this desk may read this.', where: 'shared', viewport: desk },
    { language: 'zh-Hans', poster: 1, says: '这台电脑上谁也不能看到这句。', where: 'shared', viewport: desk },
    { language: 'en-GB', poster: 0, says: 'Only on my own phone.', where: 'own', viewport: phone },
];

for (const person of people) {
    test(`${person.language}, ${person.where} device: Leave ends on the operator's page and nothing leads back to her words`, async () => {
        const { language, viewport } = person;
        const first = await arrives(`/p/${folder.codes[person.poster]}`, { language, viewport: phone });
        await first.keeps_a_minute();
        await first.writes_in_diary(person.says);
        const paper = await first.keeps_a_passphrase();
        await first.context.close();

        const ada = await arrives('/join', { language, viewport });
        await ada.enters_passphrase(paper, person.where);
        await ada.is_in();
        await ada.finds_in_diary(person.says);
        await ada.page.locator('main .entry').first().click();
        await ada.field('situation').waitFor();
        const [cookie] = await ada.context.cookies();
        asked.length = 0;
        await leaves(ada);

        const { headers } = asked.find((one) => neutral.endsWith(one.path));
        assert.equal(headers.referer, undefined, 'that page does not learn where she came from');
        const old = await fetch(`${server.url}/api/accounts/me`, { headers: { cookie: `${cookie.name}=${cookie.value}` } });
        assert.equal(old.status, 401, 'the session was over before the page changed');
        for (const page of await walks_history(ada)) {
            const hers = person.where === 'shared' ? [person.says, paper.name] : [person.says]; // her own phone greets her by name
            for (const text of hers) assert.ok(!page.includes(text), `“${text}” came back`);
        }

        await ada.page.goto(server.url);
        await ada.sees_screen(person.where === 'own' ? 'welcome.back_title' : 'welcome.title');
        if (person.where === 'shared') await ada.leaves_nothing();
        assert.deepEqual(ada.trouble().filter((line) => !line.endsWith(new URL(neutral).host)), []);
        await ada.context.close();
    });
}

test('who is not signed in leaves the same way, also with three presses of a key', async () => {
    const ada = await arrives(`/p/${folder.codes[0]}`, { viewport: phone });
    await ada.presses('common.start');
    await leaves(ada);
    await ada.page.goto(`${server.url}/help`);
    await ada.sees_screen('help.title');
    await knows_the_way_out(ada);
    for (let i = 0; i < 3; ++i) await ada.page.keyboard.press('Shift');
    await ada.page.waitForURL(neutral);
    await ada.context.close();
});

test('a network that hangs holds nobody up: her own phone closes, and the words go at the next visit', async () => {
    const ada = await arrives(`/p/${folder.codes[0]}`, { viewport: phone });
    await ada.keeps_a_minute();
    await ada.writes_in_diary('Sent before.');
    await ada.presses('diary.new');
    await ada.page.route('**/api/**', () => {}); // taken, and never answered
    await ada.field('situation').fill('Written into a hole.');
    await leaves(ada);
    await ada.page.unroute('**/api/**');
    await ada.page.goto(server.url);
    await ada.sees_screen('welcome.back_title');
    await ada.page.locator('main .rows button').first().click();
    await ada.is_in();
    await ada.finds_in_diary('Written into a hole.');
    await ada.context.close();
});

test('a shared computer that could not send keeps its blank page, for the words live in it alone', async () => {
    const first = await arrives(`/p/${folder.codes[0]}`, { viewport: phone });
    await first.keeps_a_minute();
    const paper = await first.keeps_a_passphrase();
    await first.context.close();
    const ward = await arrives('/join', { viewport: desk });
    await ward.enters_passphrase(paper, 'shared');
    await ward.is_in();
    await ward.goes_to('app.diary');
    await ward.presses('diary.new');
    await ward.page.route('**/api/exercises/**', (route) => route.abort());
    await ward.field('situation').fill('Not sent yet.');
    await ward.presses('app.leave');
    await ward.presses('common.open'); // a blank page of ours, and not the neutral one
    await ward.sees_word('states.ended_waiting');
    await shows_none_of(ward, ['Not sent yet.', paper.name]);
    await ward.page.unroute('**/api/exercises/**');
    await ward.presses('states.ended_go');
    await ward.enters_passphrase(paper, 'shared');
    await ward.is_in();
    await ward.finds_in_diary('Not sent yet.');
    await leaves(ward);
    await ward.context.close();
});

test('without a network the blank page stays', async () => {
    const ada = await arrives('/try', { viewport: phone });
    await ada.context.setOffline(true);
    await ada.presses('app.leave');
    await ada.page.getByRole('button', { name: ada.word('common.open') }).waitFor();
    assert.equal(ada.page.url(), `${server.url}/`);
    assert.equal(await ada.page.locator('main').count(), 1);
    await ada.context.setOffline(false);
    await ada.context.close();
});
