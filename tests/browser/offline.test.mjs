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

for (const person of people) {
    test(`${person.language}: a module kept in one press plays without a network what was never opened`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
        await ada.keeps_a_minute();
        await is_installed(ada);
        const { module, step } = await ada.page.evaluate(async (language) => {
            const ask = async (path) => (await fetch(`${path}?language=${language}`)).json();
            const { hash, modules } = await ask('/api/content/outline');
            const sounding = (page) => page.nodes.some((node) => node.type === 'audio');
            for (const module of modules)
                for (const { id, title } of module.steps)
                    if ((await ask(`/api/content/steps/${hash}/${module.id}/${id}`)).screens.some(sounding)) return { module: module.title, step: title };
        }, person.language);
        await ada.goes_to('app.course');
        await ada.page.getByText(module, { exact: true }).first().click();
        await ada.presses('library.keep');
        await ada.sees_word('library.keep_kept');
        await ada.page.close();
        await ada.context.setOffline(true);

        const below = await ada.opens_another_window();
        await below.opens_step(module, step);
        const sound = below.page.locator('main .player:visible audio').first();
        const next = below.page.getByRole('button', { name: below.word('step.next'), exact: true });
        while ((await below.page.locator('main .player:visible').count()) === 0) await next.click();
        const deadline = performance.now() + 15_000;
        while (!(await sound.evaluate((audio) => audio.duration > 10))) assert.ok(performance.now() < deadline, 'the sound has no length');
        await below.page.locator('main .player:visible .play').first().click();
        while (!(await sound.evaluate((audio) => audio.currentTime > 0.2))) assert.ok(performance.now() < deadline, 'the sound does not play');
        await below.goes_to('app.course');
        await below.page.getByText(module, { exact: true }).first().click();
        await below.sees_word('library.keep_kept');
        await ada.context.close();
    });

    test(`${person.language}: a shared computer is offered no keeping`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
        await ada.keeps_a_minute();
        const paper = await ada.keeps_a_passphrase();
        const ward = await Walker.arrive(`${server.url}/join`, { language: person.language, viewport: desk });
        await ward.types_passphrase(paper, 'shared');
        await ward.is_in();
        await ward.goes_to('app.course');
        await ward.page.locator('main .rows button, main ol button').first().click();
        await ward.sees_word('course.why');
        assert.equal(await ward.page.getByText(ward.word('library.keep')).count(), 0);
        await ward.context.close();
        await ada.context.close();
    });
}
