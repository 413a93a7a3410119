// Every screen of the app, in both languages, narrow and wide, in its three looks: what axe finds, what is too small
// or too wide, where the focus is, what stands in the title bar, what went wrong. One walk a language sees them all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser } from '../support/browser.mjs';
import { Visitor, people, see_every_screen } from '../support/every_screen.mjs';
import { looking, narrow } from '../support/looking.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { expect_none } from '../support/tree.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('screens');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

class Looker extends looking(Visitor) {}

test('a look finds what is wrong: each fault put on a good screen is named', async () => {
    const eve = await Looker.arrive(`${server.url}/`, { viewport: narrow, motion: 'reduce' });
    await eve.looks('as it is', { focus: null });
    expect_none(eve.faults, 'mend the front door first');
    await eve.page.evaluate(() => {
        document.title = 'My mental health';
        const main = document.querySelector('main');
        for (const [tag, css, text] of [['input', '', ''], ['button', 'width: 20px; height: 20px; padding: 0', 'x'], ['p', 'color: #eee; background: #fff', 'pale'], ['div', 'width: 500px; height: 1px', ''], ['h1', '', 'Another']]) {
            const put = document.createElement(tag);
            for (const rule of css.split('; ').filter(Boolean)) put.style.setProperty(...rule.split(': '));
            put.textContent = text;
            main.append(put);
        }
        [...document.querySelectorAll('header button')].find((one) => one.textContent.trim() === 'Help now').remove();
        console.error('something broke');
        new Image().src = 'http://elsewhere.invalid/';
    });
    await eve.looks('spoilt');
    const found = [...eve.faults, ...eve.trouble()].join('\n');
    for (const fault of [/title says/, /2 headings/, /focus is on/, /label/, /color-contrast/, /“x” is 20 × 20, not 44/, /wider than 360/, /wider than 320/, /no Help now/, /something broke/, /foreign request/, /Content Security Policy/]) {
        assert.match(found, fault);
    }
    await eve.context.close();
});

for (const person of people) {
    test(`${person.language}: every screen`, async () => {
        const address = `${server.url}/p/${folder.codes[person.poster]}`;
        const ada = await Looker.arrive(address, { language: person.language, viewport: narrow, motion: 'reduce' });
        await see_every_screen(ada, { address, person });
        const trouble = [ada, ...ada.others].flatMap((one) => one.trouble());
        expect_none([...ada.faults, ...trouble.map((line) => `${person.language}: ${line}`)], 'mend the screen; the name before the colon says which');
        await ada.context.close();
    });
}

test('once the first page is there, Help now and a minute of breathing need no connection', async () => {
    for (const { language, poster } of people) {
        const eve = await Walker.arrive(`${server.url}/p/${folder.codes[poster]}`, { language, viewport: narrow });
        await eve.context.setOffline(true);
        await eve.presses('app.help');
        await eve.sees_screen('help.title');
        await eve.presses('help.region_gb');
        await eve.page.locator('main a[href="tel:999"]').waitFor();
        await eve.presses('help.region_cn');
        await eve.page.locator('main a[href="tel:120"]').waitFor();
        await eve.page.goBack();
        await eve.presses('common.start');
        await eve.sees_word('exercises.breathing.in');
        await eve.presses('poster.enough');
        await eve.sees_screen('poster.ask');
        assert.deepEqual(eve.trouble(), []);
        await eve.context.close();
    }
});
