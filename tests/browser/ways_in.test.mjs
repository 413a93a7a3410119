// Every way into an account, and what each way refuses: a passphrase, a card, the device itself, several people on
// one device; closing, taking off, deleting.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker, nothing } from '../support/walk.mjs';

const [english, chinese] = [
    { language: 'en-GB', poster: 0, says: 'The lift, again, at a quarter to five.' },
    { language: 'zh-Hans', poster: 1, says: '四点三刻，又是那部电梯。' },
];

let folder;
let server;
before(async () => {
    folder = demo_folder('ways');
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

/** A browser that has never been here. */
const elsewhere = (person) => Walker.arrive(`${server.url}/join`, { language: person.language, viewport: desk });

/** A refusal is a sentence on the screen where she typed, and nobody is let in. */
async function is_refused(walker, sentence = walker.word('problems.accounts.not_recognised')) {
    await walker.page.getByRole('alert').filter({ hasText: sentence }).waitFor();
    assert.equal(await walker.asks_api('/api/accounts/me'), 401, 'a refusal opens nothing');
}

for (const person of [english, chinese]) {
    test(`${person.language}: another browser by name and passphrase, shared and own; a wrong one is refused kindly`, async () => {
        const ada = await joins(person);
        await ada.writes_in_diary(person.says);
        const paper = await ada.keeps_a_passphrase();
        assert.equal(paper.words.split(' ').length, 6);
        assert.match(paper.words, /^[a-z]+( [a-z]+){5}$/, 'words that any password field takes');

        const ward = await elsewhere(person);
        await ward.types_passphrase({ ...paper, words: `${paper.words}x` });
        await is_refused(ward);
        await ward.types_passphrase({ ...paper, name: 'nobody-of-that-name' });
        await is_refused(ward);

        await ward.types_passphrase({ ...paper, words: `  ${paper.words.toUpperCase().replaceAll(' ', '  ')} ` });
        await ward.is_in();
        await ward.finds_in_diary(person.says);
        const shared = await ward.left_behind();
        assert.deepEqual({ ...shared, cookies: [] }, nothing, 'a shared computer keeps only its session cookie');
        assert.deepEqual(shared.cookies, ['__Host-breather']);
        await ward.page.reload();
        await ward.sees_heading();

        const home = await elsewhere(person);
        await home.types_passphrase(paper, 'own');
        await home.is_in();
        await home.page.close();
        const later = await home.opens_another_window();
        await later.is_in(); // nothing typed
        await later.finds_in_diary(person.says);

        assert.deepEqual([...ada.trouble(), ...home.trouble()], []);
        for (const walker of [ada, ward, later]) await walker.context.close();
    });

    test(`${person.language}: the card opens everything once, gives way to a new one, and is then dead`, async () => {
        const ada = await joins(person);
        await ada.writes_in_diary(person.says);
        const card = await ada.keeps_a_card();
        await ada.context.close(); // the phone is lost

        const found = await elsewhere(person);
        await found.types_code(`${card.slice(0, -1)}${card.endsWith('0') ? '1' : '0'}`);
        await found.page.getByRole('alert').filter({ hasText: found.word('join.recovery_check') }).waitFor();
        await found.types_code(card.toLowerCase().replaceAll('-', ' '), 'own');
        await found.sees_screen('join.recovered');
        const fresh = (await found.page.locator('dd.code span').allInnerTexts()).join('-');
        assert.notEqual(fresh, card);
        await found.presses('data.card_kept');
        await found.is_in();
        await found.finds_in_diary(person.says);

        const stranger = await elsewhere(person);
        await stranger.types_code(card);
        await is_refused(stranger);
        await stranger.types_code(fresh);
        await stranger.sees_screen('join.recovered');
        assert.deepEqual(found.trouble(), []);
        for (const walker of [found, stranger]) await walker.context.close();
    });

    test(`${person.language}: a deleted account is refused by every way, and its cookie answers 401`, async () => {
        const ada = await joins(person);
        await ada.writes_in_diary(person.says);
        const paper = await ada.keeps_a_passphrase();
        const card = await ada.keeps_a_card();
        const other = await elsewhere(person);
        await other.types_passphrase(paper, 'own');
        await other.is_in();
        const cookies = await ada.context.cookies();

        await ada.goes_to('app.data');
        await ada.takes_line('data.delete');
        await ada.sees_word('data.delete_stays');
        await ada.presses('data.delete_go');
        const dialog = ada.page.getByRole('dialog');
        await dialog.getByText(ada.word('data.delete_last')).waitFor();
        await dialog.getByRole('button', { name: ada.word('data.delete_go') }).click();
        await ada.sees_screen('data.deleted');
        await ada.leaves_nothing();
        await ada.context.addCookies(cookies);
        assert.equal(await ada.asks_api('/api/accounts/me'), 401, 'the old cookie opens nothing');

        await other.page.reload(); // the other device hears of it, says so, and can be cleared
        await other.sees_screen('states.ended_title');
        await is_refused(other, other.word('states.refused'));
        await other.page.reload(); // it stays said: nothing is promised that may be gone
        await other.sees_screen('welcome.back_title');
        await other.presses_line(paper.name);
        await is_refused(other, other.word('states.refused'));
        for (const promise of ['states.ended', 'welcome.as_you_left']) assert.ok(!(await other.text()).includes(other.word(promise)), promise);
        await other.presses('join.forget');
        await other.sees_screen('welcome.title');
        await other.leaves_nothing(['__Host-breather', '__Host-known']); // cookies of an account that is no more
        await other.types_passphrase(paper);
        await is_refused(other);
        await other.types_code(card);
        await is_refused(other);
        for (const walker of [ada, other]) await walker.context.close();
    });
}

test('a new passphrase makes the old one stop working', async () => {
    const person = english;
    const ada = await joins(person);
    const old = await ada.keeps_a_passphrase();
    const fresh = await ada.keeps_a_passphrase();
    assert.notEqual(fresh.words, old.words);
    const ward = await elsewhere(person);
    await ward.types_passphrase(old);
    await is_refused(ward);
    await ward.types_passphrase(fresh);
    await ward.is_in();
    for (const walker of [ada, ward]) await walker.context.close();
});

test('two people on one device keep apart and come back with one tap each', async () => {
    const person = chinese;
    const ada = await joins(person);
    await ada.writes_in_diary(person.says);
    const first = await name_of(ada);
    await closes_here(ada);

    await ada.presses('join.title');
    await ada.takes_line('join.code');
    await ada.page.getByLabel(ada.word('join.code_label'), { exact: true }).fill(folder.codes[person.poster].toLowerCase());
    await ada.presses('common.go_on');
    await ada.presses('keep.yes');
    await ada.sees_screen('kept.title');
    await ada.presses('common.continue');
    await ada.is_in();
    const second = await name_of(ada);
    assert.notEqual(second, first);
    await ada.goes_to('app.diary');
    await ada.sees_word('diary.empty_title');
    assert.doesNotMatch(await ada.text(), new RegExp(person.says.slice(0, 8)));
    await closes_here(ada);

    await ada.presses_line(first);
    await ada.is_in();
    await ada.finds_in_diary(person.says);
    assert.equal(await name_of(ada), first);
    assert.deepEqual(ada.trouble(), []);
    await ada.context.close();
});

test('a lost cookie is made good in silence by the device’s own key', async () => {
    const person = english;
    const ada = await joins(person);
    await ada.context.clearCookies();
    assert.equal(await ada.asks_api('/api/accounts/me'), 401);
    await ada.writes_in_diary(person.says); // in the middle of a visit
    await ada.context.clearCookies();
    await ada.page.close();
    const again = await ada.opens_another_window(); // and at the beginning of the next
    await again.is_in();
    await again.finds_in_diary(person.says);
    assert.equal(await again.asks_api('/api/accounts/me'), 200);
    await again.context.close();
});

test('taking the account off a device leaves nothing, and the passphrase brings it back', async () => {
    const person = chinese;
    const ada = await joins(person);
    await ada.writes_in_diary(person.says);
    await ada.goes_to('app.data');
    await ada.takes_line('data.sign_out');
    await ada.sees_word('data.sign_out_lose'); // no other way in yet: said, and not offered
    assert.equal(await ada.page.getByRole('button', { name: ada.word('data.forget_go') }).count(), 0);
    const paper = await ada.keeps_a_passphrase();
    await ada.takes_line('data.sign_out');
    await ada.presses('data.forget_go');
    await ada.sees_screen('welcome.title');
    await ada.leaves_nothing(['__Host-known']);
    await ada.types_passphrase(paper, 'own');
    await ada.is_in();
    await ada.finds_in_diary(person.says);
    await ada.context.close();
});

async function name_of(walker) {
    await walker.goes_to('app.data');
    await walker.sees_screen('data.title');
    return walker.reads('main .name strong');
}

async function closes_here(walker) {
    await walker.goes_to('app.data');
    await walker.takes_line('data.sign_out');
    await walker.presses('data.close_go');
    await walker.sees_screen('welcome.back_title');
    assert.equal(await walker.asks_api('/api/accounts/me'), 401);
}
