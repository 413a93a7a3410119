// A computer that others use: it keeps nothing while she is there and shows nothing once she has left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibility_faults, close_browser, desk, phone, small_targets } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker, nothing } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, says: 'Nobody at this desk may read this.', key: 'Shift', other_key: 'Escape' },
    { language: 'zh-Hans', poster: 1, says: '这台电脑上谁也不能看到这句。', key: 'Escape', other_key: 'Shift' },
];
const [english] = people;

let folder;
let server;
const papers = new Map();
before(async () => {
    folder = demo_folder('shared');
    server = await start(folder.data);
    for (const person of people) {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
        await ada.keeps_a_minute();
        await ada.writes_in_diary(person.says);
        papers.set(person, await ada.keeps_a_passphrase());
        await ada.context.close();
    }
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

async function at_the_ward(person) {
    const ward = await Walker.arrive(`${server.url}/join`, { language: person.language, viewport: desk });
    await ward.types_passphrase(papers.get(person), 'shared');
    await ward.is_in();
    return ward;
}

const personal = (person) => [person.says, papers.get(person).name];

/** Nothing of hers stands on the page, seen or hidden. */
async function shows_nothing_of(person, walker) {
    const page = await walker.page.evaluate(() => [document.documentElement.innerHTML, ...[...document.querySelectorAll('input, textarea')].map((field) => field.value)].join('\n'));
    for (const text of personal(person)) assert.ok(!page.includes(text), `“${text}” still stands on the page`);
}

async function is_covered(walker) {
    await walker.page.locator('main.cover').waitFor();
}

async function ended(cookie, url) {
    const deadline = performance.now() + 15_000;
    for (;;) {
        const { status } = await fetch(`${url}/api/accounts/me`, { headers: { cookie: `__Host-breather=${cookie}` } });
        if (status === 401) return;
        assert.ok(performance.now() < deadline, `the old cookie still answers ${status}`);
    }
}

for (const person of people) {
    test(`${person.language}: Leave covers at once, ends the session and leaves nothing behind`, async () => {
        const ward = await at_the_ward(person);
        await ward.finds_in_diary(person.says);
        await ward.page.locator('main .entry').first().click();
        await ward.field('situation').waitFor();
        const [cookie] = await ward.context.cookies();
        assert.deepEqual({ ...(await ward.left_behind()), cookies: [] }, nothing, 'nothing is kept while she is there');

        // The network hangs: the cover must not wait for it.
        let release;
        const gate = new Promise((resolve) => (release = resolve));
        await ward.page.route('**/api/**', async (route) => {
            await gate;
            await route.continue();
        });
        const covered = await ward.page.evaluate(async (name) => {
            [...document.querySelectorAll('header button')].find((one) => one.textContent.trim() === name).click();
            await new Promise((frame) => requestAnimationFrame(frame));
            return document.querySelector('main.cover') !== null && document.querySelectorAll('main').length === 1;
        }, ward.word('app.leave'));
        assert.ok(covered, 'covered in the next frame');
        await shows_nothing_of(person, ward);
        assert.equal(await ward.page.title(), 'Breather');
        release();

        await ended(cookie.value, server.url);
        await ward.page.getByRole('button', { name: ward.word('common.open') }).waitFor();
        await ward.leaves_nothing();
        for (let i = 0; i < 4; ++i) {
            await ward.page.goBack({ timeout: 3000 }).catch(() => undefined);
            if (ward.page.url() === 'about:blank') break;
            await shows_nothing_of(person, ward);
        }
        await ward.page.goto(server.url);
        await ward.sees_screen('welcome.title');
        assert.deepEqual(ward.trouble(), []);
        await ward.context.close();
    });

    test(`${person.language}: signing out leaves nothing either`, async () => {
        const ward = await at_the_ward(person);
        const [cookie] = await ward.context.cookies();
        await ward.goes_to('app.data');
        await ward.sees_word('data.make_own');
        assert.deepEqual([await accessibility_faults(ward.page), await small_targets(ward.page)].flat(), []);
        await ward.takes_line('data.sign_out');
        await ward.sees_word('data.sign_out_shared');
        await ward.presses('data.sign_out');
        await ward.sees_screen('welcome.title');
        await ended(cookie.value, server.url);
        await ward.leaves_nothing();
        await ward.page.goBack({ timeout: 3000 }).catch(() => undefined);
        if (ward.page.url() !== 'about:blank') await shows_nothing_of(person, ward);
        await ward.context.close();
    });

    test(`${person.language}: three times ${person.key} leaves, but not while she writes`, async () => {
        const ward = await at_the_ward(person);
        await ward.goes_to('app.diary');
        await ward.presses('diary.new');
        await ward.field('situation').focus();
        for (let i = 0; i < 4; ++i) await ward.page.keyboard.press(person.key);
        await ward.field('situation').fill(person.says); // still here, still writing
        await ward.is_kept();
        await ward.page.locator('main h1').first().focus();
        for (let i = 0; i < 4; ++i) await ward.page.keyboard.press(person.other_key);
        await ward.page.keyboard.press(person.key);
        await ward.page.keyboard.press(person.key);
        await ward.page.keyboard.press('a'); // a key between begins anew
        await ward.page.keyboard.press(person.key);
        assert.equal(await ward.page.locator('main.cover').count(), 0);
        for (let i = 0; i < 3; ++i) await ward.page.keyboard.press(person.key);
        await is_covered(ward);
        await shows_nothing_of(person, ward);
        await ward.context.close();
    });
}

test('what waits is sent before a shared session ends', async () => {
    const ward = await at_the_ward(english);
    await ward.goes_to('app.diary');
    await ward.presses('diary.new');
    await ward.field('situation').fill('The last line before the bell.');
    await ward.presses('app.leave'); // at once, with nothing sent yet
    await is_covered(ward);
    await ward.page.getByRole('button', { name: ward.word('common.open') }).waitFor();
    await ward.context.close();
    const again = await at_the_ward(english);
    await again.finds_in_diary('The last line before the bell.');
    await again.context.close();
});

for (const how of ['leaves', 'deletes everything']) {
    test(`the keys of whoever keeps an account in this browser stay when another person ${how}`, async () => {
        const guest = await Walker.arrive(`${server.url}/p/${folder.codes[0]}`, { viewport: phone });
        await guest.keeps_a_minute();
        const paper = await guest.keeps_a_passphrase();
        await guest.context.close();

        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[0]}`, { viewport: phone });
        await ada.keeps_a_minute();
        await ada.writes_in_diary(english.says);
        await ada.presses('app.leave');
        await ada.presses('common.open');
        await ada.sees_screen('welcome.back_title');
        const name = await ada.reads('main .rows strong');

        await ada.types_passphrase(paper, 'shared');
        await ada.is_in();
        if (how === 'leaves') {
            await ada.presses('app.leave');
            await ada.presses('common.open');
            await ada.sees_screen('welcome.back_title');
        } else {
            await ada.goes_to('app.data');
            await ada.takes_line('data.delete');
            await ada.presses('data.delete_go');
            await ada.page.getByRole('dialog').getByRole('button', { name: ada.word('data.delete_go') }).click();
            await ada.sees_screen('data.deleted');
            assert.ok(!(await ada.text()).includes(paper.name));
        }
        assert.equal(await ada.asks_api('/api/accounts/me'), 401);

        const again = await ada.opens_another_window();
        await again.sees_screen('welcome.back_title');
        assert.deepEqual(await again.page.locator('main .rows strong').allInnerTexts(), [name], 'only the keeper is known here');
        await again.presses_line(name);
        await again.is_in();
        await again.finds_in_diary(english.says);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}

for (const person of people) {
    test(`${person.language}: a shared computer warns, lets her type on, and closes after five quiet minutes`, async () => {
        const ward = await Walker.arrive(`${server.url}/join`, { language: person.language, viewport: desk });
        await ward.page.clock.install();
        await ward.types_passphrase(papers.get(person), 'shared');
        await ward.is_in();
        await ward.goes_to('app.diary');
        await ward.presses('diary.new');
        const before = `${person.says} 1`;
        await ward.field('situation').fill(before);
        await ward.page.clock.runFor(2000);
        await ward.is_kept();

        await ward.page.clock.runFor(4 * 60_000);
        await ward.sees_word('app.covered');
        await ward.page.keyboard.press('x'); // lifts the cover and writes nothing
        assert.equal(await ward.field('situation').inputValue(), before);
        await ward.page.clock.runFor(1500);
        assert.equal(await ward.page.getByRole('alert').count(), 0, 'a touch is staying');

        await ward.page.clock.runFor(4 * 60_000 + 2000);
        await ward.sees_word('states.shared_idle_soon');
        const [cookie] = await ward.context.cookies();
        await ward.page.clock.runFor(60_000);
        await ward.sees_screen('states.ended_title');
        await ward.sees_word('states.ended_idle');
        await shows_nothing_of(person, ward);
        await ended(cookie.value, server.url);
        await ward.page.clock.resume();
        await ward.leaves_nothing();
        const again = await at_the_ward(person);
        await again.finds_in_diary(before);
        assert.deepEqual(ward.trouble(), []);
        await ward.context.close();
        await again.context.close();
    });
}

test('a shared page that is left is empty when Back brings it again, and its session is over', async () => {
    const ward = await at_the_ward(english);
    await ward.finds_in_diary(english.says);
    const [cookie] = await ward.context.cookies();
    await ward.page.goto('about:blank');
    await ended(cookie.value, server.url);
    await ward.page.goBack();
    await ward.sees_screen('welcome.title');
    await shows_nothing_of(english, ward);
    await ward.leaves_nothing();
    await ward.context.close();
});

test('without a connection a shared computer says that words live only in this window', async () => {
    const ward = await at_the_ward(english);
    await ward.goes_to('app.diary');
    await ward.presses('diary.new');
    await ward.field('situation').waitFor();
    await ward.context.setOffline(true);
    await ward.field('situation').fill(english.says);
    await ward.sees_word('exercises.state.waiting_shared');
    await ward.sees_word('states.offline_shared');
    assert.deepEqual((await ward.left_behind()).databases, []);
    await ward.context.close();
});

test('a reload on a shared computer shows nothing personal: the key lived in the page', async () => {
    const ward = await at_the_ward(english);
    await ward.finds_in_diary(english.says);
    await ward.page.reload();
    await ward.sees_screen('welcome.title');
    await shows_nothing_of(english, ward);
    await ward.context.close();
});

test('on an own device Leave closes and keeps: one tap on her name opens everything again', async () => {
    const ada = await Walker.arrive(`${server.url}/join`, { viewport: phone });
    await ada.types_passphrase(papers.get(english), 'own');
    await ada.is_in();
    await ada.presses('app.leave');
    await is_covered(ada);
    await ada.presses('common.open');
    await ada.sees_screen('welcome.back_title');
    assert.equal(await ada.asks_api('/api/accounts/me'), 401);
    await ada.presses_line(papers.get(english).name);
    await ada.is_in();
    await ada.finds_in_diary(english.says);
    assert.deepEqual(ada.trouble(), []);
    await ada.context.close();
});
