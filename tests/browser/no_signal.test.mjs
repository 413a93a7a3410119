// Aeroplane mode in the middle of a module: everything goes on, says where it is, and arrives once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, module: 'Settle the body', says: 'Underground, level two.' },
    { language: 'zh-Hans', poster: 1, module: '身心放松', says: '地下二层，没有信号。' },
];

let folder;
let server;
before(async () => {
    folder = demo_folder('signal');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

async function joins(person) {
    const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
    await ada.keeps_a_minute();
    await ada.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    return ada;
}

const asks = (walker, path) => walker.page.evaluate(async (asked) => (await fetch(asked, { cache: 'no-store' })).json(), path);

/** Asks the page until it says yes; its own functions may be asynchronous. */
async function until(walker, question, argument) {
    const deadline = performance.now() + 20_000;
    while (!(await walker.page.evaluate(question, argument))) {
        assert.ok(performance.now() < deadline, `never came: ${question}`);
        await walker.page.waitForTimeout(50); // a browser at work, not a clock under test
    }
}

async function outline_of(walker, person) {
    const outline = await asks(walker, `/api/content/outline?language=${person.language}`);
    return outline.modules.find((one) => one.id === 'c2-settle-the-body');
}

/** Through a step to its end, writing in every field on the way. */
async function works_through(walker, step, text) {
    await walker.opens_step(step.part, step.title);
    for (;;) {
        const next = walker.page.getByRole('button', { name: walker.word('step.next'), exact: true });
        const end = walker.page.getByRole('button', { name: walker.word('step.finish'), exact: true });
        await next.or(end).first().waitFor();
        await walker.page.locator('main .waiting').waitFor({ state: 'detached' });
        for (const field of await walker.page.locator('main textarea:visible').all()) await field.fill(text);
        if (await end.isVisible()) {
            await end.click();
            break;
        }
        await next.click();
    }
}

for (const person of people) {
    test(`${person.language}: aeroplane mode from the third step to the end of the module, restarts and all`, async () => {
        const ada = await joins(person);
        const part = await outline_of(ada, person);
        const [, , third, ...rest] = part.steps.map((step) => ({ ...step, part: person.module }));
        await ada.opens_step(person.module, third.title);
        await until(
            ada,
            async (count) => (await (await caches.open('content')).keys()).filter((one) => one.url.includes('/steps/')).length >= count,
            part.steps.length,
        );
        await ada.context.setOffline(true);
        await works_through(ada, third, person.says);
        await ada.sees_word('states.offline_own');

        // The phone restarts underground.
        await ada.page.close();
        const again = await ada.opens_another_window();
        await again.is_in();
        for (const step of rest) await works_through(again, step, person.says);
        await again.goes_to('app.diary');
        await again.sees(person.says);
        assert.deepEqual(again.trouble().filter((one) => !/ERR_(INTERNET_DISCONNECTED|FAILED)/.test(one)), []);

        await again.context.setOffline(false);
        await again.page.close();
        const above = await again.opens_another_window();
        await above.is_in();
        const deadline = performance.now() + 20_000;
        for (;;) {
            const mine = await asks(above, '/api/programmes/mine');
            const done = mine.modules.flatMap((module) => module.steps).filter((step) => step.done).map((step) => step.id);
            const missing = [third, ...rest].filter((step) => !done.includes(step.id)).map((step) => step.id);
            if (missing.length === 0) break;
            assert.ok(performance.now() < deadline, `not done at the server: ${missing}`);
        }
        // Everything she wrote is on the server once: no field with two texts.
        await until(above, async () => {
            const { entries } = await (await fetch('/api/exercises/entries', { cache: 'no-store' })).json();
            return entries.length > 0 && entries.every((entry) => entry.fields.every((field) => field.heads.length === 1));
        });
        await above.finds_in_diary(person.says);
        await ada.context.close();
    });

    test(`${person.language}: a pause with its sound plays in a basement once it was opened`, async () => {
        const ada = await joins(person);
        const library = await asks(ada, `/api/content/library?language=${person.language}`);
        const with_sound = library.pauses.find((pause) => JSON.stringify(pause.screens).includes('.mp3'));
        const open = async (walker) => {
            await walker.goes_to('app.library');
            await walker.presses('library.all_of', { n: library.pauses.length });
            await walker.presses_line(with_sound.title);
            await walker.sees_heading();
            await walker.page.locator('audio').waitFor({ state: 'attached' });
        };
        await open(ada);
        await until(ada, async () => (await (await caches.open('sounds')).keys()).length > 0);
        await ada.page.close();
        await ada.context.setOffline(true);
        const again = await ada.opens_another_window();
        await again.is_in();
        await open(again);
        const played = await again.page.locator('audio').evaluate(async (audio) => {
            audio.muted = true;
            audio.currentTime = 20;
            await audio.play();
            await new Promise((resolve) => audio.addEventListener('timeupdate', resolve, { once: true }));
            return audio.currentTime;
        });
        assert.ok(played >= 20, `played at ${played} s`);
        await ada.context.close();
    });
}

for (const person of people) {
    test(`${person.language}: deleted underground, a page of the diary stays gone over a restart and goes from the server above ground`, async () => {
        const ada = await joins(person);
        await ada.writes_in_diary(person.says);
        await ada.context.setOffline(true);
        await ada.goes_to('app.diary');
        await ada.page.locator('main .entry').first().click();
        await ada.presses('diary.delete');
        await ada.page.getByRole('dialog').getByRole('button', { name: ada.word('diary.delete_yes'), exact: true }).click();
        await ada.page.locator('main p.aside-line[role=status]').waitFor();
        assert.equal(await ada.page.locator('main .entry').count(), 0);
        await ada.page.close();

        const again = await ada.opens_another_window();
        await again.goes_to('app.diary');
        await again.page.locator('main p.aside-line[role=status]').waitFor();
        assert.equal(await again.page.locator('main .entry').count(), 0);
        const entries = '/api/exercises/entries';
        await ada.context.setOffline(false);
        await until(again, async (path) => (await (await fetch(path, { cache: 'no-store' })).json()).entries.length === 0, entries);
        await again.page.locator('main p.aside-line[role=status]').waitFor({ state: 'detached' });
        await ada.context.close();
    });
}
