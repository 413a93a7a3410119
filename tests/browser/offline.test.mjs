// A basement: after one visit the app opens without a network, and a shared computer never has it installed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('offline');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const people = [
    { language: 'en-GB', poster: 0 },
    { language: 'zh-Hans', poster: 1 },
];

/** The worker stands and has taken the whole app in. */
const is_installed = (walker) => walker.page.evaluate(async () => void (await navigator.serviceWorker.ready));

for (const person of people) {
    test(`${person.language}: cold start without a network, and Help now`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
        await ada.keeps_a_minute();
        await is_installed(ada);
        await ada.page.close();
        await ada.context.setOffline(true);
        const helping = await ada.opens_another_window('/help'); // its address typed, before anything else is open
        await helping.sees_screen('help.title');
        await helping.page.close();
        const again = await ada.opens_another_window();
        await again.sees_word('states.offline_own');
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}
