// One page of the diary in two windows, without a network, and with a server that dies in the middle of a sentence:
// nothing anybody wrote is lost, and nobody's text is overwritten by another.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibility_faults, close_browser, phone, small_targets, too_wide } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, first: 'The bay was full.', here: 'The bay was full and the phone rang.', there: 'The bay was full, then it was quiet.', picks: 'one' },
    { language: 'zh-Hans', poster: 1, first: '床位满了。', here: '床位满了，电话又响。', there: '床位满了，后来安静了。', picks: 'both' },
];
const [english] = people;

let folder;
let server;
before(async () => {
    folder = demo_folder('tabs');
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
    return ada;
}

/** Opens the one page there is, and waits until its words stand in the field. */
async function opens_page(walker, text) {
    await walker.goes_to('app.diary');
    await walker.page.locator('main .entry').filter({ hasText: text }).first().click();
    await shows(walker, text);
}

async function shows(walker, text) {
    await walker.field('situation').waitFor();
    await walker.page.waitForFunction((wanted) => document.querySelector('[data-field=situation]')?.value === wanted, text);
}

/** Holds back what a window writes until it is let go: the other one is quicker. */
async function held_back(walker) {
    let release;
    const gate = new Promise((resolve) => (release = resolve));
    let first;
    const asked = new Promise((resolve) => (first = resolve));
    await walker.page.route('**/fields', async (route) => {
        first();
        await gate;
        await route.continue();
    });
    return { asked, release };
}

/** What a window that was never part of the quarrel reads on the server. */
async function texts_on_server(walker) {
    const fresh = await walker.opens_another_window();
    await fresh.goes_to('app.diary');
    await fresh.page.locator('main .entry').first().click();
    await fresh.field('situation').waitFor();
    const conflict = fresh.page.locator('section.both .text');
    const field = await fresh.field('situation').inputValue();
    const texts = (await conflict.count()) ? await conflict.allInnerTexts() : [field];
    await fresh.page.close();
    return texts.sort();
}

for (const person of people) {
    test(`${person.language}: the same field changed in two windows: both kept, both shown, she picks`, async () => {
        const ada = await joins(person);
        await ada.writes_in_diary(person.first);
        const other = await ada.opens_another_window();
        await opens_page(ada, person.first);
        await opens_page(other, person.first);

        const later = await held_back(other);
        await other.field('situation').fill(person.there);
        await later.asked; // sealed and on its way, written without a look at the other window
        await ada.field('situation').fill(person.here);
        await ada.is_kept();
        later.release();

        for (const window of [ada, other]) {
            await window.sees_word('exercises.both.title');
            await window.page.locator('section.both .text').nth(1).waitFor();
            assert.deepEqual((await window.page.locator('section.both .text').allInnerTexts()).sort(), [person.here, person.there].sort());
        }
        assert.deepEqual(await texts_on_server(ada), [person.here, person.there].sort(), 'the server holds both');
        const faults = [await accessibility_faults(ada.page), await small_targets(ada.page), await too_wide(ada.page)].flat();
        assert.deepEqual(faults, [], 'the choice can be made by everybody');

        if (person.picks === 'one') {
            await ada.page.locator('section.both .one').filter({ hasText: person.there }).getByRole('button').click();
            await shows(ada, person.there);
            await shows(other, person.there);
        } else {
            await ada.presses('exercises.both.keep_both');
            await other.page.waitForFunction((wanted) => wanted.every((text) => document.querySelector('[data-field=situation]')?.value.includes(text)), [person.here, person.there]);
        }
        for (const window of [ada, other]) await window.page.locator('section.both').waitFor({ state: 'detached' });
        const kept = await texts_on_server(ada);
        assert.equal(kept.length, 1);
        if (person.picks === 'both') for (const text of [person.here, person.there]) assert.ok(kept[0].includes(text));
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: written without a connection: said so, sent when it is back`, async () => {
        const ada = await joins(person);
        await ada.goes_to('app.diary');
        await ada.presses('diary.new');
        await ada.field('situation').waitFor();
        await ada.context.setOffline(true);
        await ada.field('situation').fill(person.here);
        await ada.sees_word('exercises.state.waiting');
        await ada.sees_word('states.offline_own');
        await ada.context.setOffline(false);
        await ada.is_kept();
        assert.deepEqual(await texts_on_server(ada), [person.here]);
        await ada.context.close();
    });
}

test('a change in one window appears in the other, which was not being written in', async () => {
    const ada = await joins(english);
    await ada.writes_in_diary(english.first);
    const other = await ada.opens_another_window();
    await opens_page(ada, english.first);
    await opens_page(other, english.first);
    await ada.field('situation').fill(english.here);
    await shows(other, english.here);
    assert.equal(await other.page.locator('section.both').count(), 0);
    await ada.context.close();
});

test('written and closed without a connection: still there, and sent, at the next visit', async () => {
    const ada = await joins(english);
    await ada.goes_to('app.diary');
    await ada.presses('diary.new');
    await ada.field('situation').waitFor();
    await ada.context.setOffline(true);
    await ada.field('situation').fill(english.here);
    await ada.sees_word('exercises.state.waiting');
    await ada.page.close();
    await ada.context.setOffline(false);
    const again = await ada.opens_another_window();
    await again.finds_in_diary(english.here);
    const sealed = await again.page.waitForFunction(async () => {
        const { entries } = await (await fetch('/api/exercises/entries')).json();
        return JSON.stringify(entries).length > 100 && JSON.stringify(entries);
    });
    assert.doesNotMatch(await sealed.jsonValue(), /phone rang/, 'what the server holds is sealed');
    await again.context.close();
});

test('the server is killed in the middle of a sentence and comes back: the sentence arrives', async () => {
    const ada = await joins(english);
    await ada.goes_to('app.diary');
    await ada.presses('diary.new');
    await ada.field('situation').pressSequentially(english.first);
    await ada.is_kept();
    await server.kill('SIGKILL');
    await ada.field('situation').fill('');
    await ada.field('situation').pressSequentially(english.here);
    await ada.sees_word('exercises.state.waiting');
    server = await start(folder.data, { port: server.port });
    await ada.is_kept();
    assert.deepEqual(await texts_on_server(ada), [english.here]);
    await ada.context.close();
});
