// Where her place is open: named, listed, and ended from afar.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('devices');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const people = [
    { language: 'en-GB', poster: 0, name: 'My old phone', says: 'Only mine.' },
    { language: 'zh-Hans', poster: 1, name: '我的旧手机', says: '只有我看。' },
];

for (const person of people) {
    test(`${person.language}: names a device, and signs a shared computer and a phone out from afar`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
        await ada.keeps_a_minute();
        const paper = await ada.keeps_a_passphrase();
        const ward = await Walker.arrive(`${server.url}/join`, { language: person.language, viewport: desk });
        await ward.types_passphrase(paper, 'shared');
        await ward.is_in();
        const other = await Walker.arrive(`${server.url}/join`, { language: person.language, viewport: phone });
        await other.types_passphrase(paper, 'own');
        await other.is_in();

        await ada.goes_to('app.data');
        await ada.takes_line('data.devices');
        await ada.sees_screen('data.devices_title');
        await ada.page.locator('.device').nth(2).waitFor();
        assert.equal(await ada.page.locator('.device').count(), 3);
        const line = (text) => ada.page.locator('.device').filter({ hasText: text });
        const here = line(ada.word('data.devices_this'));
        assert.equal(await here.getByText(ada.word('data.devices_sign_out')).count(), 0, 'this one leaves by its own door');
        await here.getByText(ada.word('data.devices_rename')).click();
        await ada.page.getByLabel(ada.word('data.devices_name')).fill(person.name);
        await ada.presses('common.done');
        await line(person.name).waitFor();

        const ends = async (target) => {
            await target.getByText(ada.word('data.devices_sign_out')).click();
            await ada.page.getByRole('dialog').getByRole('button', { name: ada.word('data.devices_sign_out'), exact: true }).click();
        };
        await ends(line(ada.word('data.devices_visit')));
        await ada.page.waitForFunction(() => document.querySelectorAll('.device').length === 2);
        assert.equal(await ward.asks_api('/api/accounts/me'), 401, 'the old cookie is worth nothing');
        await ward.goes_to('app.course');
        await ward.sees_word('states.ended_title');

        await ends(line(ada.word('data.devices_device')).filter({ hasNotText: person.name }));
        await ada.page.waitForFunction(() => document.querySelectorAll('.device').length === 1);
        assert.equal(await other.asks_api('/api/accounts/me'), 401);
        await other.goes_to('app.diary');
        await other.sees_word('states.ended_title');
        assert.deepEqual(ada.trouble(), []);
        for (const one of [ada, ward, other]) await one.context.close();
    });
}
