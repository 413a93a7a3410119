// Poster → a minute → "Keep this for me" → a module → writes → closes → comes back at the field. In both languages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, module: 'Settle the body', step: 'Pair it with a moment in the rota', says: 'The corridor at four in the morning.' },
    { language: 'zh-Hans', poster: 1, module: '身心放松', step: undefined, says: '凌晨四点的走廊，我的手在抖。' },
];

let folder;
let server;
before(async () => {
    folder = demo_folder('walk');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const poster = (person) => `${server.url}/p/${folder.codes[person.poster]}`;

/** The fourth step has fields; its title is the pack's business. */
async function fourth_step(walker, person) {
    if (person.step) return person.step;
    const outline = await walker.page.evaluate(async (language) => (await fetch(`/api/content/outline?language=${language}`)).json(), person.language);
    return outline.modules.find((one) => one.id === 'c2-settle-the-body').steps.find((s) => s.id === 'pair-it-with-a-moment').title;
}

for (const person of people) {
    test(`${person.language}: breathes, keeps it, writes, closes, and finds everything at the field`, async () => {
        const ada = await Walker.arrive(poster(person), { language: person.language, viewport: phone });
        assert.equal(await ada.page.evaluate(() => indexedDB.databases().then((d) => d.length + localStorage.length + sessionStorage.length + document.cookie.length)), 0, 'nothing is stored before she keeps it');
        await ada.keeps_a_minute();
        await ada.opens_step(person.module, await fourth_step(ada, person));
        await ada.presses('step.next');
        const field = ada.page.locator('main textarea').first();
        await field.fill(person.says);
        await ada.is_kept();
        assert.equal(await ada.page.title(), 'Breather');
        await ada.page.close();

        const again = await ada.opens_another_window();
        await again.takes_row('today.continue');
        const found = again.page.locator('main textarea').first();
        await found.waitFor();
        assert.equal(await found.inputValue(), person.says);
        assert.ok(await found.evaluate((e) => e === document.activeElement), 'she is back at the field where she stopped');
        assert.equal(new URL(again.page.url()).pathname, '/', 'the address says nothing');
        assert.deepEqual(ada.trouble(), []);
        await again.context.close();
    });

    test(`${person.language}: a sentence cut off by closing the window is still there`, async () => {
        const ada = await Walker.arrive(poster(person), { language: person.language, viewport: phone });
        await ada.keeps_a_minute();
        await ada.opens_step(person.module, await fourth_step(ada, person));
        await ada.presses('step.next');
        await ada.page.locator('main textarea').first().pressSequentially(person.says);
        await ada.page.close({ runBeforeUnload: false }); // at once: no pause after the last letter
        const again = await ada.opens_another_window();
        await again.takes_row('today.continue');
        const found = again.page.locator('main textarea').first();
        await found.waitFor();
        assert.equal(await found.inputValue(), person.says);
        await again.context.close();
    });
}

test('second visit to first exercise: two taps, no characters', async () => {
    const [person] = people;
    const ada = await Walker.arrive(poster(person), { viewport: phone });
    await ada.keeps_a_minute();
    await ada.page.close();
    const again = await ada.opens_another_window();
    await again.presses('today.something_short');
    await again.page.getByText(again.word('exercises.breathing.in')).or(again.page.getByRole('button', { name: again.word('common.start') })).first().waitFor();
    await again.context.close();
});

test('on a home screen it is called Breather, opens the front door, and has its icons', async () => {
    const ada = await Walker.arrive(server.url, { viewport: phone });
    const address = await ada.page.locator('link[rel=manifest]').evaluate((link) => link.href);
    const answer = await fetch(address);
    assert.equal(answer.headers.get('content-type'), 'application/manifest+json');
    const manifest = await answer.json();
    assert.deepEqual([manifest.name, manifest.short_name, manifest.start_url], ['Breather', 'Breather', '/']);
    assert.ok(manifest.icons.length >= 3);
    for (const icon of manifest.icons) {
        const found = await fetch(new URL(icon.src, address));
        assert.equal(found.status, 200, icon.src);
        assert.equal(found.headers.get('content-type'), icon.type);
    }
    // The browser itself reads it: the page's own policy allows that.
    const devtools = await ada.context.newCDPSession(ada.page);
    const read = await devtools.send('Page.getAppManifest');
    assert.deepEqual([read.url, read.errors], [address, []]);
    assert.deepEqual(ada.trouble(), []);
    await ada.context.close();
});

test('Back works from every screen and never leaves by surprise', async () => {
    const [person] = people;
    const ada = await Walker.arrive(poster(person), { viewport: phone });
    await ada.keeps_a_minute();
    await ada.goes_to('app.course');
    await ada.page.getByText(person.module, { exact: true }).first().click();
    await ada.page.getByText(person.step, { exact: true }).first().click();
    await ada.presses('step.next');
    const seen = [];
    for (let i = 0; i < 3; ++i) {
        await ada.page.goBack();
        await ada.sees_heading();
        await ada.page.waitForFunction((before) => document.querySelector('main').innerText !== before, seen.at(-1) ?? '');
        seen.push(await ada.page.locator('main').innerText());
        assert.equal(new URL(ada.page.url()).origin, server.url);
    }
    assert.match(seen.join('\n'), new RegExp(ada.word('course.title')));
    assert.deepEqual(ada.trouble(), []);
    await ada.context.close();
});
