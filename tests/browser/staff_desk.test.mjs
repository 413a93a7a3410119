// What the staff's app promises besides its looks: nothing typed is lost, nothing is done twice, nothing shows when nobody is
// there, and all of it works without a pointer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, desk as wide, phone } from '../support/browser.mjs';
import { fills_organisation, offices } from '../support/every_staff_screen.mjs';
import { Clerk, start_new_house } from '../support/staff.mjs';
import { typing } from '../support/typing.mjs';
import { Walker } from '../support/walk.mjs';

class Typist extends typing(Clerk) {}
const houses = {};
before(async () => {
    for (const { language } of offices) houses[language] = await start_new_house(`desk-${language}`);
});
after(async () => {
    await close_browser();
    for (const house of Object.values(houses)) await house.remove();
});

/** The first administrators, with the keyboard alone; who else comes is invited by them. */
const first = {};

for (const office of offices) {
    const { language } = office;

    test(`${language}: from the link to the first poster with the keyboard alone`, async () => {
        const house = houses[language];
        const mara = await Typist.arrive(house.link, { language, viewport: wide });
        first[language] = mara;
        const { page } = mara;
        const types_into = async (key, text) => {
            const id = await page.getByLabel(mara.word(key), { exact: true }).getAttribute('id');
            await mara.tabs_until((now) => now.id === id, `the field “${mara.word(key)}”`);
            await page.keyboard.type(text);
        };
        await mara.enters('common.go_on');
        await page.locator('[data-passphrase]').waitFor();
        mara.passphrase = await page.locator('[data-passphrase]').getAttribute('data-passphrase');
        await types_into('enrol.called', office.first);
        await types_into('sign_in.name', 'mara');
        await mara.enters('common.go_on');
        await page.locator('[data-secret]').waitFor();
        await mara.takes_picture();
        await types_into('sign_in.totp', await mara.digits());
        await page.keyboard.press('Enter');
        await mara.sees_screen('enrol.done_title');
        await mara.enters('enrol.to_desk');
        await mara.sees_word('home.setup_title');
        await mara.enters('home.setup_go');
        await page.locator('#step-title').waitFor();
        await types_into('setup.operator_name', office.operator);
        await mara.enters('common.go_on');
        await mara.sees_word('setup.employer_title');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'step-title', 'a new step begins at its heading');
        await types_into('organisations.name', office.employer);
        await mara.tabs_until((now) => now.tag === 'textarea', 'the permission');
        await page.keyboard.type(office.permits);
        await mara.enters('organisations.add');
        await mara.sees_word('organisations.another');
        await mara.enters('common.go_on');
        for (const [title, count] of [['setup.languages_title', 2], ['setup.regions_title', 1]]) {
            await mara.sees_word(title);
            for (let i = 0; i < count; ++i) {
                await mara.tabs_until((now) => now.tag === 'input', 'the next switch');
                await page.keyboard.press('Space');
            }
            await mara.enters('common.go_on');
        }
        for (const title of ['responder', 'mail', 'addresses', 'backup_key']) {
            await mara.sees_word(`setup.${title}_title`);
            await mara.enters(title === 'responder' ? 'common.go_on' : 'setup.later');
        }
        await mara.sees_word('setup.instance_key_title');
        await mara.tabs_until((now) => now.tag === 'input', 'the switch');
        await page.keyboard.press('Space');
        await mara.enters('common.go_on');
        await mara.sees_word('setup.poster_lead');
        await mara.enters('organisations.make_code');
        await page.locator('strong.code').waitFor();
        await mara.enters('setup.finish');
        await mara.sees_word('setup.done_title');

        const code = await page.locator('strong.code').innerText();
        const poster = await page.locator('main a[href*="/poster"]').first().getAttribute('href');
        const printed = await page.evaluate(async (path) => {
            const answer = await fetch(path);
            return { status: answer.status, text: await answer.text() };
        }, poster);
        assert.equal(printed.status, 200);
        assert.ok(printed.text.includes(code.replace('-', '')), 'the poster leads to its code');
        const eve = await Walker.arrive(`${house.server.url}/p/${code}`, { language, viewport: phone });
        await eve.sees_word('common.start');
        await eve.context.close();
        assert.deepEqual(mara.trouble(), []);
    });

    test(`${language}: a link opens once, whatever the name on it`, async () => {
        const eve = await Clerk.arrive(houses[language].link, { language, viewport: phone });
        await eve.sees_screen('enrol.unknown_title');
        assert.equal(await eve.page.evaluate(() => location.href), `${houses[language].desk}/`);
        await eve.context.close();
    });

    test(`${language}: asked who she is, the deed happens once and as it was; put off, what she typed stands there`, async () => {
        const mara = first[language];
        const { page } = mara;
        await page.setViewportSize(phone);
        await mara.goes_to('desk.people');
        await mara.presses('people.invite');
        await page.locator('main form').waitFor();
        await mara.types('people.name', office.second);
        const sent = await mara.is_no_longer_fresh('/api/staff/invitations');
        await mara.presses('people.make_link');
        await page.locator('dialog[open]').getByRole('button', { name: mara.word('common.cancel'), exact: true }).click();
        assert.equal(await page.getByLabel(mara.word('people.name'), { exact: true }).inputValue(), office.second);
        assert.equal(sent.length, 1);
        sent.length = 0;
        await mara.presses('people.make_link');
        await mara.shows_who_she_is('common.go_on', { passphrase: 'not her passphrase', digits: '000000' });
        await page.locator('dialog[open]').getByRole('alert').waitFor();
        await mara.shows_who_she_is();
        mara.link = await mara.link_shown();
        assert.equal(sent.length, 2);
        assert.deepEqual(sent[1], sent[0], 'the same request, with its key');
        await page.unroute('**/api/staff/invitations');
        await mara.goes_to('desk.audit');
        await page.locator('[data-chain=whole]').waitFor();
        assert.equal(await page.locator('[data-deed="staff.invited"]').filter({ visible: true }).count(), 2, 'the first administrator, and one more');
        assert.deepEqual(mara.trouble(), []);
    });

    test(`${language}: what weighs most takes two; nobody agrees to her own`, async () => {
        const mara = first[language];
        const jonas = await mara.colleague(new URL(mara.link).pathname + new URL(mara.link).hash);
        await jonas.enrols('jonas');
        await jonas.presses('enrol.to_desk');
        await jonas.goes_to('desk.people');
        await jonas.presses('people.invite');
        await jonas.page.locator('main form').waitFor();
        await jonas.types('people.name', office.third);
        await jonas.page.locator('main select').first().selectOption('researcher');
        await jonas.presses('people.make_link');
        await jonas.sees_word('people.waits_title');
        assert.equal(await jonas.page.locator('[data-link]').count(), 0, 'there is no link before a second agrees');
        await jonas.goes_to('desk.people');
        await jonas.page.locator('[data-proposal]').waitFor();
        assert.equal(await jonas.page.getByRole('button', { name: jonas.word('people.agree'), exact: true }).count(), 0);
        await mara.goes_to('desk.people');
        await mara.sees(office.third);
        await mara.presses('people.agree');
        assert.match(await mara.link_shown(), /#enrol=/);
        await mara.page.locator('[data-proposal]').waitFor({ state: 'detached' });
        assert.deepEqual([...mara.trouble(), ...jonas.trouble()], []);
        await jonas.context.close();
    });

    test(`${language}: a closed code lets nobody in any more`, async () => {
        const mara = first[language];
        const { page } = mara;
        await mara.goes_to('desk.organisations');
        await page.locator('main .rows button').first().click();
        await page.locator('strong.code').first().waitFor();
        const code = await page.locator('strong.code').first().innerText();
        await page.locator('main').getByText(mara.word('posted.close'), { exact: true }).first().click();
        await page.getByRole('dialog').getByRole('button', { name: mara.word('posted.close'), exact: true }).click();
        await page.locator('main td .soft').first().waitFor();
        const eve = await Walker.arrive(`${houses[language].server.url}/p/${code}`, { language, viewport: phone });
        await eve.sees_word('poster.gone_title');
        await eve.context.close();
        await mara.goes_to('desk.audit');
        for (const deed of ['staff.enrolled', 'site.changed', 'organisation.added', 'code.made', 'code.closed', 'site.done']) {
            const line = page.locator(`[data-deed="${deed}"]`).first();
            await line.waitFor();
            assert.notEqual((await line.innerText()).trim(), deed, `${deed} has a word in ${language}`);
        }
        assert.deepEqual(mara.trouble(), []);
    });
}

test('what is typed in the set-up is there again after the window was closed in the middle', async () => {
    const mara = first['en-GB'];
    const { page } = mara;
    await mara.goes_to('desk.setup');
    await mara.takes_step('setup.operator');
    await mara.types('setup.operator_name', 'The Linden Trust of Brannoc');
    await page.locator('[data-draft=kept]').waitFor();
    const other = await mara.opens_another_window();
    await page.close();
    other.passphrase = mara.passphrase;
    mara.page = other.page;
    await mara.goes_to('desk.setup');
    await mara.takes_step('setup.operator');
    assert.equal(await mara.page.getByLabel(mara.word('setup.operator_name'), { exact: true }).inputValue(), 'The Linden Trust of Brannoc');
});

test('a desk nobody touches shows nothing after a quarter of an hour; what was typed is there after signing in', async () => {
    const mara = first['zh-Hans'];
    const { page } = mara;
    await page.reload();
    await mara.sees_heading(); // a page that is still arriving ends a second reload
    await page.clock.install();
    await page.reload();
    await mara.sees_heading();
    await mara.goes_to('desk.people');
    await mara.presses('people.invite');
    await page.locator('main form').waitFor();
    await mara.types('people.name', '半个名');
    await page.clock.runFor(13.5 * 60_000);
    await mara.sees(mara.word('desk.covers_soon', { count: 2 }));
    const signed_out = page.waitForResponse('**/api/staff/sign-out'); // goes its way while the dialog covers
    await page.clock.runFor(2 * 60_000);
    await page.locator('dialog[open]').waitFor();
    assert.ok(!(await page.locator('body').innerText()).includes(mara.word('people.invite_lead')), 'nothing of the desk shows');
    await signed_out;
    assert.equal(await mara.asks_api('/api/staff/me'), 401, 'the session is over');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('dialog[open]').count(), 1, 'it cannot be pressed away');
    await mara.shows_who_she_is('sign_in.go');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    assert.equal(await page.getByLabel(mara.word('people.name'), { exact: true }).inputValue(), '半个名');
    assert.deepEqual(mara.trouble(), []);
});

test('participants get nothing of the staff’s app, and staff nothing of theirs', async () => {
    const { server, desk } = houses['en-GB'];
    const eve = await Walker.arrive(`${server.url}/`, { viewport: phone });
    await eve.page.goto(`${desk}/`);
    await eve.sees_heading();
    const parts = await eve.page.evaluate(() => performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname).filter((path) => /\.(js|css)$/.test(path)));
    assert.ok(parts.length > 1, parts.join());
    for (const path of parts) assert.equal((await fetch(server.url + path)).status, 404, path);
    for (const path of ['/api/staff/me', '/api/audit', '/api/organisations']) assert.equal((await fetch(server.url + path)).status, 404, path);
    await eve.page.goto(`${desk}/p/ABCDEFGH`).catch(() => undefined);
    assert.equal(await eve.page.getByText(eve.word('common.start'), { exact: true }).count(), 0);
    assert.equal(await eve.asks_api('/api/accounts/me'), 404);
    await eve.context.close();
});
