// Another language in the middle of something, and an address at which a browser cannot lock anything.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker, nothing } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('language');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const outline_in = (walker, language) => walker.page.evaluate(async (asked) => (await fetch(`/api/content/outline?language=${asked}`)).json(), language);

async function speaks(walker, language) {
    await walker.goes_to('app.data');
    await walker.takes_line('app.settings');
    await walker.sees_screen('settings.title');
    await walker.page.locator(`main input[type=radio][value="${language}"]`).check();
    walker.language = language;
    await walker.sees_screen('settings.title');
}

test('another language in settings: the same screen, the same step, the same field, the same words', async () => {
    const ada = await Walker.arrive(`${server.url}/p/${folder.codes[0]}`, { viewport: phone });
    await ada.keeps_a_minute();
    const step = 'pair-it-with-a-moment';
    const titles = {};
    for (const language of ['en-GB', 'zh-Hans']) {
        const module = (await outline_in(ada, language)).modules.find((one) => one.id === 'c2-settle-the-body');
        titles[language] = { module: module.title, step: module.steps.find((one) => one.id === step).title };
    }
    await ada.opens_step(titles['en-GB'].module, titles['en-GB'].step);
    await ada.presses('step.next');
    await ada.field('situation').fill('Half English, half not.');
    await ada.is_kept();

    await speaks(ada, 'zh-Hans');
    assert.equal(await ada.page.evaluate(() => document.documentElement.lang), 'zh-Hans');
    assert.equal(await ada.page.title(), 'Breather');
    await ada.page.goBack();
    await ada.sees_screen('data.title');
    await ada.page.goBack();
    await ada.page.getByRole('heading', { level: 1 }).getByText(titles['zh-Hans'].step).waitFor();
    assert.equal(await ada.field('situation').inputValue(), 'Half English, half not.', 'the same field of the same page');

    await ada.page.close();
    const again = await ada.opens_another_window(); // the browser still asks for English; the account does not
    again.language = 'zh-Hans';
    await again.is_in();
    await again.takes_row('today.continue');
    await again.field('situation').waitFor();
    assert.equal(await again.field('situation').inputValue(), 'Half English, half not.');
    assert.deepEqual(ada.trouble(), []);
    await again.context.close();
});

test('signed out, the other language is one press away and the place is kept', async () => {
    const eve = await Walker.arrive(`${server.url}/privacy`, { viewport: phone });
    await eve.presses('app.language_other');
    eve.language = 'zh-Hans';
    await eve.sees_screen('privacy.title');
    await eve.presses('app.help');
    await eve.sees_screen('help.title');
    assert.equal(await eve.page.evaluate(() => document.documentElement.lang), 'zh-Hans');
    assert.deepEqual(await eve.left_behind(), nothing, 'a choice of language leaves no trace');
    await eve.context.close();
});

for (const [language, poster] of [['en-GB', 0], ['zh-Hans', 1]]) {
    test(`${language}: an insecure address says so in a sentence, and one can still breathe`, async () => {
        const flags = ['--host-resolver-rules=MAP breather.example 127.0.0.1'];
        const insecure = `http://breather.example:${server.port}`;
        const ada = await Walker.arrive(`${insecure}/`, { language, viewport: phone, flags });
        assert.equal(await ada.page.evaluate(() => isSecureContext), false, 'the address is an insecure one');
        await ada.sees_word('states.insecure');
        await ada.page.goto(`${insecure}/join`);
        await ada.sees_word('states.insecure');
        assert.equal(await ada.page.locator('main input').count(), 0, 'nothing to type into that could not be locked');
        await ada.page.goto(`${insecure}/p/${folder.codes[poster]}`);
        await ada.presses('common.start');
        await ada.sees_word('exercises.breathing.in');
        await ada.presses('poster.enough');
        await ada.presses('common.better');
        await ada.sees_word('keep.insecure');
        assert.equal(await ada.page.getByRole('button', { name: ada.word('poster.keep') }).count(), 0);
        await ada.presses('app.help');
        await ada.sees_screen('help.title');
        await ada.page.goto(`${insecure}/try`);
        await ada.page.locator('main .rows button').first().click();
        await ada.page.locator('article h1').waitFor();
        const by_browser = /Cross-Origin-Opener-Policy header has been ignored/; // it says so itself at such an address
        assert.deepEqual(ada.trouble().filter((line) => !by_browser.test(line)), []);
        await ada.context.close();
    });
}
