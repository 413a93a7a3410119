// A release under open windows: whoever is writing writes on, and nobody is left with half an app.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { build_release, release_of } from '../support/release.mjs';
import { built_app, demo_folder, start, temporary_folder } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

const newer_app = temporary_folder('newer-app');
const newest_app = temporary_folder('newest-app');
let folder;
let server;
before(async () => {
    folder = demo_folder('release');
    await build_release(newer_app, 'newer');
    await build_release(newest_app, 'newest');
});
beforeEach(() => serves(built_app));
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
    for (const app of [newer_app, newest_app]) rmSync(app, { recursive: true, force: true });
});

/** The server anew, at the same address. */
async function serves(app) {
    await server?.kill();
    server = await start(folder.data, { app, port: server?.port });
}
const releases = () => serves(newer_app);

const poster = () => `${server.url}/p/${folder.codes[0]}`;

/** How often the browser asks for a page of ours from now on, and what it cannot have. */
function counts(walker) {
    const seen = { pages: 0, missing: [] };
    walker.page.on('response', (answer) => {
        if (answer.request().isNavigationRequest()) seen.pages += 1;
        if (answer.status() === 404) seen.missing.push(new URL(answer.url()).pathname);
    });
    return seen;
}

/** The browser finds the newer worker, which takes its whole shell in; so many are kept then. */
async function takes_in(walker, shells) {
    await walker.page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration()).update()));
    const has_them = async (count) => {
        const kept = (await caches.keys()).filter((name) => name.startsWith('shell')); // first: the install has begun
        const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
        return !installing && !waiting && active.state === 'activated' && kept.length === count;
    };
    const deadline = performance.now() + 20_000;
    while (!(await walker.page.evaluate(has_them, shells))) assert.ok(performance.now() < deadline, `never kept ${shells} shells`);
}

async function until_newer(walker) {
    await walker.page.waitForFunction(() => document.documentElement.dataset.release === 'newer' && document.querySelector('h1'));
}

async function writes_half(walker, text) {
    await walker.goes_to('app.diary');
    await walker.presses('diary.new');
    await walker.field('situation').pressSequentially(text);
}

test('with a worker the old window goes on with its own parts, words half typed stay, and the next start is new', async () => {
    const ada = await Walker.arrive(poster(), { viewport: phone });
    await ada.keeps_a_minute();
    await ada.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await writes_half(ada, 'Half a sen');

    const seen = counts(ada);
    await serves(newer_app);
    await takes_in(ada, 2);
    assert.equal(await ada.field('situation').inputValue(), 'Half a sen');
    await ada.field('situation').pressSequentially('tence, and its end.');
    await ada.is_kept();
    await ada.goes_to('app.library'); // a part this window had not loaded yet
    await serves(newest_app);
    await takes_in(ada, 3); // a third one is kept, for this window still lives in the first
    for (const place of ['app.course', 'app.data']) await ada.goes_to(place);
    assert.deepEqual([await release_of(ada.page), seen], [undefined, { pages: 0, missing: [] }]);
    assert.equal(await ada.page.getByText(ada.word('states.newer_title')).count(), 0, 'there is nothing to tell her');
    assert.deepEqual(ada.trouble(), []);

    await ada.page.close();
    await ada.context.setOffline(true);
    const again = await ada.opens_another_window();
    await again.is_in();
    assert.equal(await release_of(again.page), 'newest', 'a cold start opens the newest, also without a network');
    await again.finds_in_diary('Half a sentence, and its end.');
    await ada.context.close();
});

test('on an own device without a worker the window loads again by itself, once, and her words are there', async () => {
    const ada = await Walker.arrive(poster(), { viewport: phone, service_workers: 'block' });
    await ada.keeps_a_minute();
    await writes_half(ada, 'Half a sen');
    await releases();
    const seen = counts(ada);
    await ada.page.locator('nav').getByText(ada.word('app.library'), { exact: true }).click();
    await ada.sees_word('states.newer_loading');
    await until_newer(ada);
    await ada.is_in();
    assert.equal(seen.pages, 1);
    await ada.goes_to('app.library');
    await ada.finds_in_diary('Half a sen');
    await ada.context.close();
});

test('a shared computer waits until it suits her, sends first, and opens the newer version', async () => {
    const ada = await Walker.arrive(poster(), { viewport: phone });
    await ada.keeps_a_minute();
    const paper = await ada.keeps_a_passphrase();
    await ada.context.close();
    const ward = await Walker.arrive(`${server.url}/join`, { viewport: desk });
    await ward.types_passphrase(paper, 'shared');
    await ward.is_in();
    await writes_half(ward, 'Written between two bells.');

    await releases();
    const seen = counts(ward);
    await ward.page.locator('nav').getByText(ward.word('app.library'), { exact: true }).click();
    await ward.sees_word('states.newer_title');
    await ward.sees_word('states.newer_shared');
    await ward.goes_to('app.diary'); // what is there goes on working
    await ward.finds_in_diary('Written between two bells.');
    assert.equal(seen.pages, 0, 'not by itself: she would have to sign in again');
    await ward.presses('states.newer_load');
    await until_newer(ward);
    await ward.sees_screen('welcome.title');
    assert.equal(seen.pages, 1);
    assert.equal(await ward.asks_api('/api/accounts/me'), 401);
    await ward.leaves_nothing();
    await ward.types_passphrase(paper, 'shared');
    await ward.finds_in_diary('Written between two bells.');
    await ward.context.close();
});

test('a stranger is taken to the newer version of the page she asked for; half a name she typed stays', async () => {
    const ada = await Walker.arrive(server.url, { viewport: phone });
    await releases();
    const seen = counts(ada);
    await ada.presses('who.title');
    await ada.sees_word('states.newer_loading');
    await until_newer(ada);
    await ada.sees_screen('privacy.title');
    assert.deepEqual([seen.pages, new URL(ada.page.url()).pathname], [1, '/privacy']);

    await serves(built_app);
    await ada.page.goto(`${server.url}/join`);
    await ada.takes_line('join.passphrase');
    const name = ada.page.getByLabel(ada.word('join.name_label'), { exact: true });
    await name.fill('late heron');
    await releases();
    await ada.presses('who.title');
    await ada.sees_word('states.newer_typed');
    await ada.page.goBack();
    assert.equal(await release_of(ada.page), undefined, 'she was typing');
    await ada.context.close();
});

test('a part that is missing in every version is asked for again by her, never in a circle', async () => {
    const ada = await Walker.arrive(server.url, { viewport: phone });
    const missing = '**/assets/privacy-*.js';
    await ada.page.route(missing, (route) => route.fulfill({ status: 404 }));
    await releases();
    const seen = counts(ada);
    await ada.presses('who.title');
    await until_newer(ada);
    await ada.sees_word('states.offline_title'); // the same version now: nothing newer to load

    await serves(built_app); // again another one, and the part is still missing
    await ada.presses('common.try_again');
    await ada.sees_word('states.newer_load'); // it waits for her
    assert.equal(seen.pages, 1, 'once by itself is enough');
    await ada.page.unroute(missing);
    await ada.presses('states.newer_load');
    await ada.sees_screen('privacy.title');
    await ada.context.close();
});
