// Inside WeChat or WeCom: no worker, a storage that forgets. The way out is shown, and everything works online meanwhile.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibility_faults, close_browser, open_browser, phone, small_targets, too_wide } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('webview');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const agents = [
    { language: 'en-GB', poster: 0, app: 'wechat', agent: 'Mozilla/5.0 (Linux; Android 13; V2218A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.42.2460 NetType/4G' },
    { language: 'zh-Hans', poster: 1, app: 'wecom', agent: 'Mozilla/5.0 (Linux; Android 13; V2218A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/7.0.1 wxwork/4.1.10' },
];

/** No workers, and a database that refuses. */
async function arrives(path, { language, agent }, storage) {
    const context = await (await open_browser()).newContext({ viewport: phone, locale: language, userAgent: agent, hasTouch: true });
    await context.addInitScript((keeps) => {
        delete Navigator.prototype.serviceWorker;
        if (!keeps) IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };
    }, storage);
    return Walker.arrive(server.url + path, { language, viewport: phone, context });
}

for (const person of agents) {
    test(`${person.language}: in ${person.app} the minute works, and keeping it shows the way out first`, async () => {
        const ada = await arrives(`/p/${folder.codes[person.poster]}`, person, false);
        await ada.presses('common.start');
        await ada.presses('poster.enough');
        await ada.presses('common.better');
        await ada.presses('poster.keep');
        await ada.sees_word('in_app.title');
        await ada.sees_word(`in_app.${person.app}`);
        assert.deepEqual([await accessibility_faults(ada.page), await small_targets(ada.page), await too_wide(ada.page)].flat(), []);
        await ada.presses('keep.yes');
        await ada.sees_word('keep.refused_title');

        // A card comes first, then the place: online, and gone from here with the window.
        await ada.presses('keep.with_card');
        await ada.sees_screen('keep.card_title');
        assert.deepEqual([await accessibility_faults(ada.page), await small_targets(ada.page), await too_wide(ada.page)].flat(), []);
        const card = (await ada.page.locator('dd.code span').allInnerTexts()).join('-');
        await ada.presses('data.card_kept');
        await ada.sees_word('kept.on_card');
        await ada.presses('common.continue');
        await ada.is_in();
        await ada.writes_in_diary('…');
        await ada.goes_to('app.data');
        await ada.takes_line('data.devices');
        await ada.page.locator('.device').first().waitFor();
        assert.equal(await ada.page.locator('.device').count(), 1, 'no device of hers is left on the server');
        await ada.page.reload();
        await ada.sees_screen('welcome.title');
        await ada.types_code(card, 'shared');
        await ada.sees_word('join.recovered');
        await ada.presses('data.card_kept');
        await ada.is_in();
        await ada.finds_in_diary('…');
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: in ${person.app} without workers an account works online`, async () => {
        const ada = await arrives(`/p/${folder.codes[person.poster]}`, person, true);
        await ada.keeps_a_minute();
        await ada.writes_in_diary('…');
        await ada.page.reload();
        await ada.is_in();
        await ada.finds_in_diary('…');
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}

test('a poster shared in a chat shows a neutral preview', async () => {
    const page = await (await fetch(`${server.url}/p/${folder.codes[0]}`)).text();
    const told = [...page.matchAll(/(?:content|<title)[=>]"?([^"<]*)/g)].map((one) => one[1]);
    for (const word of told.filter((text) => !/^(width=|light dark|no-referrer)/.test(text))) assert.equal(word, 'Breather');
    assert.ok(told.filter((text) => text === 'Breather').length >= 3);
    assert.ok(!/og:image/.test(page));
});

test('an ordinary browser is not told that it is one of these', async () => {
    const ada = await Walker.arrive(`${server.url}/join`, { viewport: phone });
    await ada.sees_screen('join.title');
    assert.equal(await ada.page.getByText(ada.word('in_app.title')).count(), 0);
    await ada.context.close();
});
