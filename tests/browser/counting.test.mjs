// Being counted for research: off until she says so, quiet while she uses the app, and off again with one press.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('counting');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

for (const [poster, language] of ['en-GB', 'zh-Hans'].entries()) {
    test(`${language}: nothing is told before she says so, and nothing after she says no`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[poster]}`, { language, viewport: phone, motion: 'reduce' });
        const { page } = ada;
        await ada.keeps_a_minute();
        const told = [];
        page.on('request', (request) => request.url().endsWith('/api/engagement/events') && told.push(...JSON.parse(request.postData()).events));
        const opens_a_pause = async () => {
            await ada.goes_to('app.library');
            const asked = page.waitForResponse((answer) => answer.url().includes('/api/engagement/'), { timeout: 3000 }).catch(() => undefined);
            await page.locator('main section .rows button').first().click();
            await page.locator('article h1').waitFor();
            await asked;
            await page.waitForLoadState('networkidle');
        };
        await opens_a_pause();
        assert.deepEqual(told, []);

        const decides = async (counted) => {
            await ada.goes_to('app.data');
            const toggle = page.getByRole('switch', { name: ada.word('data.counting') });
            await toggle.waitFor();
            assert.equal(await toggle.isChecked(), !counted);
            const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/engagement/counting') && answer.request().method() === 'PUT');
            await toggle.press('Space');
            assert.deepEqual(await (await kept).json(), { counted });
        };
        await decides(true);
        await opens_a_pause();
        assert.deepEqual(told.map(({ kind, item_kind }) => `${kind} ${item_kind}`), ['opened app', 'began pause']);
        assert.match(told[1].item, /^[a-z0-9-]+$/);

        // A page of the diary counts from its first answer, without a word of it; an empty one is none.
        const writes = async (text) => {
            await ada.goes_to('app.diary');
            await ada.presses('diary.new');
            await page.locator('textarea').first().waitFor();
            if (text) {
                await page.locator('textarea').first().fill(text);
                await ada.is_kept();
            }
            await ada.presses('diary.done');
            await page.waitForLoadState('networkidle');
        };
        await writes('');
        assert.equal(told.length, 2);
        await writes('Two beds, one pair of hands.');
        assert.deepEqual(told.slice(2), [
            { kind: 'began', item_kind: 'diary', item: 'stress-diary' },
            { kind: 'finished', item_kind: 'diary', item: 'stress-diary', minutes: 0 },
        ]);
        await decides(false);
        await opens_a_pause();
        await writes('Another.');
        assert.equal(told.length, 4);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}
