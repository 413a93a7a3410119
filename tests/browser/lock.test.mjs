// A PIN on her own phone: what it hides, what stays open without it, and what five wrong ones cost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibility_faults, close_browser, open_lasting, phone, small_targets, too_wide } from '../support/browser.mjs';
import { demo_folder, start, temporary_folder } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';
import { rmSync } from 'node:fs';

let folder;
let server;
before(async () => {
    folder = demo_folder('lock');
    server = await start(folder.data);
});
const phones = new Set();
after(async () => {
    for (const close of phones) await close();
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const people = [
    { language: 'en-GB', poster: 0, says: 'Only mine, behind a PIN.' },
    { language: 'zh-Hans', poster: 1, says: '上了锁，只有我看。' },
];

async function looks_well(walker) {
    assert.deepEqual(await accessibility_faults(walker.page), []);
    assert.deepEqual(await small_targets(walker.page), []);
    assert.deepEqual(await too_wide(walker.page), []);
}

const pin_field = (walker, label) => walker.page.getByLabel(walker.word(label), { exact: true });

/** Sets a PIN, once a card is kept beside it; hands over the card's code. */
async function sets_a_pin(walker, pin) {
    await walker.goes_to('app.data');
    await walker.takes_line('lock.title');
    await walker.sees_word('lock.paper_first');
    await looks_well(walker);
    const card = await walker.keeps_a_card();
    await walker.takes_line('lock.title');
    await walker.sees_screen('lock.set_title');
    await pin_field(walker, 'lock.new_pin').fill('12');
    await walker.presses('lock.keep');
    await walker.sees_word('lock.not_a_pin');
    await pin_field(walker, 'lock.new_pin').fill(pin);
    await pin_field(walker, 'lock.again').fill('9999');
    await walker.presses('lock.keep');
    await walker.sees_word('lock.not_same');
    await looks_well(walker);
    await pin_field(walker, 'lock.again').fill(pin);
    await walker.presses('lock.keep');
    await walker.sees_screen('lock.on_title');
    await looks_well(walker);
    return card;
}

async function types_pin(walker, pin) {
    await pin_field(walker, 'lock.pin').fill(pin);
    await walker.presses('join.open');
}

async function page_shows(walker, text) {
    return (await walker.page.evaluate(() => document.documentElement.innerHTML)).includes(text);
}

for (const person of people) {
    test(`${person.language}: a cold start asks for the PIN, shows nothing of hers, and lets her breathe without it`, async () => {
        const profile = temporary_folder('phone');
        const first = await open_lasting(profile, { language: person.language });
        phones.add(first.close);
        const ada = new Walker(first, server.url);
        await ada.page.goto(`${server.url}/p/${folder.codes[person.poster]}`);
        await ada.keeps_a_minute();
        await ada.writes_in_diary(person.says);
        await ada.goes_to('app.data');
        const name = await ada.page.locator('main strong').first().innerText();
        await sets_a_pin(ada, '4821');
        phones.delete(first.close);
        await first.die();

        const second = await open_lasting(profile, { language: person.language });
        phones.add(second.close);
        const again = new Walker(second, server.url);
        await again.page.goto(server.url);
        await pin_field(again, 'lock.pin').waitFor();
        await looks_well(again);
        for (const hers of [name, person.says]) assert.ok(!(await page_shows(again, hers)), `“${hers}” shows`);
        const kept = await again.page.evaluate(async () => {
            const store = await new Promise((done) => {
                const asked = indexedDB.open('breather');
                asked.onsuccess = () => done(asked.result);
            });
            const read = (kind) => new Promise((done) => {
                const asked = store.transaction(kind).objectStore(kind).getAll();
                asked.onsuccess = () => done(asked.result);
            });
            const all = await Promise.all([...store.objectStoreNames].map(read));
            store.close();
            return JSON.stringify(all);
        });
        for (const hers of [name, person.says]) assert.ok(!kept.includes(hers), `“${hers}” can be read in the storage`);
        // The page that was killed left its session open; this start ended it.
        const deadline = performance.now() + 15_000;
        while ((await again.asks_api('/api/accounts/me')) !== 401) assert.ok(performance.now() < deadline, 'still signed in');

        await again.context.setOffline(true);
        await types_pin(again, '4821');
        await again.sees_word('lock.offline');
        await again.presses('welcome.try');
        await again.sees_heading();
        assert.equal(await pin_field(again, 'lock.pin').count(), 0, 'an exercise, without the PIN');
        await again.presses('app.help');
        await again.sees_screen('help.title');
        await again.context.setOffline(false);
        await again.page.goto(server.url);
        await types_pin(again, '0000');
        await again.page.getByRole('alert').waitFor();
        await types_pin(again, '4821');
        await again.is_in();
        await again.finds_in_diary(person.says);
        phones.delete(second.close);
        await second.close();
        rmSync(profile, { recursive: true, force: true });
    });

    test(`${person.language}: five wrong PINs sign the phone out, and her card brings everything back`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
        await ada.keeps_a_minute();
        await ada.writes_in_diary(person.says);
        const card = await sets_a_pin(ada, '4821');
        await ada.presses('app.leave');
        await ada.page.locator('main.cover').waitFor();
        await ada.page.goto(server.url);
        for (let wrong = 1; wrong <= 5; wrong += 1) {
            await pin_field(ada, 'lock.pin').waitFor();
            const answered = ada.page.waitForResponse('**/api/accounts/lock/open');
            await types_pin(ada, '0000');
            assert.equal((await (await answered).json()).tries_left, 5 - wrong);
            if (wrong === 2) await looks_well(ada);
        }
        await ada.sees_word('lock.out');
        await looks_well(ada);
        assert.equal(await pin_field(ada, 'lock.pin').count(), 0);
        await ada.types_code(card, 'own');
        await ada.sees_word('join.recovered');
        await ada.presses('data.card_kept');
        await ada.is_in();
        await ada.finds_in_diary(person.says);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: away for five minutes in mid-sentence, it locks and the sentence is there after the PIN`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
        await ada.keeps_a_minute();
        await sets_a_pin(ada, '4821');
        await ada.goes_to('app.diary');
        await ada.presses('diary.new');
        await ada.page.clock.install();
        await ada.field('situation').fill(person.says);
        for (let minute = 0; minute < 5; minute += 1) await ada.page.clock.runFor(60_500);
        await pin_field(ada, 'lock.pin').waitFor();
        assert.ok(!(await page_shows(ada, person.says)));
        assert.equal(await ada.asks_api('/api/accounts/me'), 401, 'the session went with it');
        await types_pin(ada, '4821');
        await ada.is_in();
        await ada.finds_in_diary(person.says);
        // Taken off, nothing asks again.
        await ada.goes_to('app.data');
        await ada.takes_line('lock.title');
        await ada.presses('lock.remove');
        await ada.sees_screen('lock.set_title');
        await ada.page.goto(server.url);
        await ada.is_in();
        await ada.context.close();
    });
}
