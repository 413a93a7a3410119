// Two phones of one person, both without a signal; and a phone whose browser dies while it is sending.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { close_browser, open_lasting, phone } from '../support/browser.mjs';
import { demo_folder, start, temporary_folder } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('phones');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const people = [
    { language: 'en-GB', poster: 0, said: 'The bell.', here: 'The bell. Then the stairs.', there: 'The bell. Then the lift.' },
    { language: 'zh-Hans', poster: 1, said: '铃响了。', here: '铃响了。我走楼梯。', there: '铃响了。我坐电梯。' },
];

for (const person of people) {
    test(`${person.language}: two phones change the same words without a signal: both kept, both shown, she picks`, async () => {
        const one = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
        await one.keeps_a_minute();
        await one.writes_in_diary(person.said);
        const paper = await one.keeps_a_passphrase();
        const two = await Walker.arrive(`${server.url}/join`, { language: person.language, viewport: phone });
        await two.types_passphrase(paper, 'own');
        await two.is_in();
        const opens = async (walker) => {
            await walker.finds_in_diary(person.said);
            await walker.page.locator('main .entry').first().click();
            await walker.field('situation').waitFor();
            await walker.page.waitForFunction((text) => document.querySelector('textarea[data-field=situation]')?.value === text, person.said);
        };
        await opens(one);
        await opens(two);
        await one.context.setOffline(true);
        await two.context.setOffline(true);
        await one.field('situation').fill(person.here);
        await two.field('situation').fill(person.there);
        await one.sees_word('exercises.state.waiting');
        await two.sees_word('exercises.state.waiting');
        await one.context.setOffline(false);
        await one.is_kept();
        await two.context.setOffline(false);
        await two.sees_word('exercises.both.title');
        await two.sees(person.here);
        await two.sees(person.there);
        await one.context.close();
        await two.context.close();
    });
}

test('what one phone keeps, the other shows at once, without a touch', async () => {
    const one = await Walker.arrive(`${server.url}/p/${folder.codes[0]}`, { viewport: phone });
    await one.keeps_a_minute();
    await one.writes_in_diary('The bell.');
    const paper = await one.keeps_a_passphrase();
    const two = await Walker.arrive(`${server.url}/join`, { viewport: phone });
    await two.types_passphrase(paper, 'own');
    await two.is_in();
    for (const walker of [one, two]) {
        const listens = walker.page.waitForResponse((answer) => answer.url().endsWith('/api/accounts/changes'));
        await walker.finds_in_diary('The bell.');
        await walker.page.locator('main .entry').first().click();
        await walker.field('situation').waitFor();
        assert.equal((await listens).status(), 200);
    }
    await one.field('situation').fill('The bell. Then the stairs.');
    await two.page.waitForFunction(() => document.querySelector('textarea[data-field=situation]')?.value === 'The bell. Then the stairs.');
    assert.deepEqual([...one.trouble(), ...two.trouble()], []);
    await one.context.close();
    await two.context.close();
});

/** So many sealed writes wait in this phone's storage. */
async function holds(walker, count) {
    const waiting = () =>
        walker.page.evaluate(async () => {
            const answer = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
            const store = await answer(indexedDB.open('breather'));
            const found = await answer(store.transaction('writes').objectStore('writes').count());
            store.close();
            return found;
        });
    const deadline = performance.now() + 15_000;
    while ((await waiting()) < count) assert.ok(performance.now() < deadline, `fewer than ${count} writes wait`);
}

test('the browser is killed in the middle of sending, ten times: nothing lost, nothing doubled', async () => {
    const profile = temporary_folder('killed');
    try {
        const written = [];
        for (let round = 0; round <= 10; round += 1) {
            const lasting = await open_lasting(profile, { viewport: phone });
            const ada = new Walker(lasting, server.url);
            // Answers come late: what is sent has arrived, or has not, and nobody has heard which.
            let asked = () => {};
            const sending = new Promise((resolve) => (asked = resolve));
            await ada.page.route('**/fields', async (route) => {
                asked();
                if (round % 2 === 0) await route.fetch().catch(() => undefined); // it arrives, the answer does not
            });
            await ada.page.goto(round === 0 ? `${server.url}/p/${folder.codes[0]}` : server.url);
            await ada.sees_heading();
            if (round === 0) await ada.keeps_a_minute();
            else await ada.is_in();
            if (round === 10) {
                await ada.page.unroute('**/fields');
                await ada.page.reload();
                await ada.is_in();
                await ada.goes_to('app.diary');
                for (const text of written) await ada.sees(text);
                const texts = await ada.page.locator('main .entry .words').allInnerTexts();
                assert.deepEqual(texts.map((text) => text.trim()).sort(), [...written].sort(), 'each once');
                const deadline = performance.now() + 30_000;
                for (;;) {
                    const { entries } = await ada.page.evaluate(async () => (await fetch('/api/exercises/entries', { cache: 'no-store' })).json());
                    if (entries.length === written.length && entries.every((one) => one.fields.every((field) => field.heads.length === 1))) break;
                    assert.ok(performance.now() < deadline, `the server holds ${entries.length} of ${written.length}`);
                }
                await lasting.close();
                break;
            }
            await ada.goes_to('app.diary');
            await ada.presses('diary.new');
            const text = `Round ${round} of ten.`;
            await ada.field('situation').fill(text);
            written.push(text);
            await holds(ada, written.length);
            await sending;
            await lasting.die();
        }
    } finally {
        rmSync(profile, { recursive: true, force: true });
    }
});
