// The session, the server or the clock goes wrong while she is in the middle of a sentence: it survives, and she is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, first: 'The bell went, and then ', rest: 'nobody came.' },
    { language: 'zh-Hans', poster: 1, first: '铃响了，', rest: '可是没有人来。' },
];

let folder;
let server;
before(async () => {
    folder = demo_folder('sentence');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const joins = async (person, options = {}) => {
    const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone, ...options });
    await ada.keeps_a_minute();
    return ada;
};

/** A new page of the diary with the first half of the sentence, the caret at its end. */
async function begins(walker, person) {
    await walker.goes_to('app.diary');
    await walker.presses('diary.new');
    await walker.field('situation').pressSequentially(person.first);
}

const goes_on = (walker, person) => walker.page.keyboard.type(person.rest);

async function holds_the_sentence(walker, person) {
    await walker.is_kept();
    assert.equal(await walker.field('situation').inputValue(), person.first + person.rest);
    assert.ok(await walker.field('situation').evaluate((field) => field === document.activeElement), 'the caret stays where it was');
}

const cookie_of = async (walker) => (await walker.context.cookies()).find((one) => one.name === '__Host-breather');

for (const person of people) {
    test(`${person.language}: an own device whose session ends goes on as if nothing had been`, async () => {
        const ada = await joins(person);
        await begins(ada, person);
        await ada.context.clearCookies();
        await goes_on(ada, person);
        await holds_the_sentence(ada, person);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: a restarted server is waited for, and the sentence arrives once`, async () => {
        const ada = await joins(person);
        await begins(ada, person);
        await ada.is_kept();
        const { port } = server;
        await server.kill('SIGKILL');
        await goes_on(ada, person);
        await ada.sees_word('exercises.state.waiting');
        server = await start(folder.data, { port });
        await holds_the_sentence(ada, person);
        await ada.presses('diary.done');
        await ada.finds_in_diary(person.first + person.rest);
        await ada.context.close();
    });

    test(`${person.language}: signed out from elsewhere, the words wait sealed and come with her passphrase`, async () => {
        const ada = await joins(person);
        const paper = await ada.keeps_a_passphrase();
        const other = await Walker.arrive(`${server.url}/join`, { language: person.language, viewport: desk });
        await other.types_passphrase(paper, 'shared');
        await other.is_in();

        await begins(ada, person);
        await ada.page.route('**/api/**', (route) => route.abort('internetdisconnected')); // the sentence cannot leave before she is signed out
        await goes_on(ada, person);
        await ada.sees_word('exercises.state.waiting');
        const gone = await other.page.evaluate(async () => {
            const { ways } = await (await fetch('/api/accounts/me')).json();
            const phone = ways.find((way) => way.kind === 'device');
            const headers = { 'content-type': 'application/json', 'idempotency-key': phone.id };
            return (await fetch(`/api/accounts/ways/${phone.id}`, { method: 'DELETE', headers, body: '{}' })).status;
        });
        assert.equal(gone, 200);
        await ada.page.unroute('**/api/**');

        await ada.sees_word('states.ended_title');
        await ada.sees_word('states.ended_waiting');
        await ada.presses('states.ended_go');
        await ada.enters_passphrase(paper, 'own');
        await ada.is_in();
        await ada.finds_in_diary(person.first + person.rest);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
        await other.context.close();
    });

    test(`${person.language}: a shared computer's session that ends keeps the words in this window`, async () => {
        const owner = await joins(person);
        const paper = await owner.keeps_a_passphrase();
        await owner.context.close();
        const ward = await Walker.arrive(`${server.url}/join`, { language: person.language, viewport: desk });
        await ward.types_passphrase(paper, 'shared');
        await ward.is_in();
        await begins(ward, person);
        await ward.context.clearCookies();
        await ward.page.keyboard.insertText(person.rest); // in one stroke: after the page has gone there is nothing to type into
        await ward.sees_word('states.ended_title');
        await ward.sees_word('states.ended_waiting');
        assert.ok(!(await ward.text()).includes(person.first), 'what she wrote is not on the page of a computer that others use');
        await ward.presses('states.ended_go');
        await ward.enters_passphrase(paper, 'shared');
        await ward.is_in();
        await ward.finds_in_diary(person.first + person.rest);
        await ward.context.close();
    });
}

for (const person of people) {
    test(`${person.language}: a full phone says so, and the sentence still arrives`, async () => {
        const ada = await joins(person);
        await begins(ada, person);
        await ada.is_kept();
        await ada.page.evaluate(() => {
            IDBObjectStore.prototype.put = () => {
                throw new DOMException('full', 'QuotaExceededError');
            };
        });
        await ada.context.setOffline(true);
        await goes_on(ada, person);
        await ada.sees_word('states.full');
        await ada.context.setOffline(false);
        await holds_the_sentence(ada, person);
        await ada.page.getByText(ada.word('states.full')).waitFor({ state: 'detached' });
        await ada.context.close();
    });
}

test('a clock that jumps by a year in mid-sentence changes nothing', async () => {
    const [person] = people;
    const ada = await joins(person);
    await ada.page.evaluate(() => {
        const real = Date.now;
        window.wrong_by = 0;
        Date.now = () => real() + window.wrong_by;
    });
    await begins(ada, person);
    for (const days of [366, -366]) {
        await ada.page.evaluate((wrong) => (window.wrong_by = wrong), days * 86_400_000);
        await goes_on(ada, { rest: 'x' });
        await ada.page.waitForResponse((answer) => answer.url().endsWith('/fields') && answer.ok());
        await ada.is_kept();
    }
    await ada.page.reload();
    await ada.is_in();
    await ada.finds_in_diary(`${person.first}xx`);
    assert.ok(await cookie_of(ada));
    assert.deepEqual(ada.trouble(), []);
    await ada.context.close();
});
