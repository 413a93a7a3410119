// Staff who sign in with an account of the hospital's, at a real provider on this machine: taking up a link, coming back, showing
// it again before a deed that matters, and everything that does not let them in.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { close_browser } from '../support/browser.mjs';
import { looking, narrow } from '../support/looking.mjs';
import { client, signs_in_there, start_provider } from '../support/provider.mjs';
import { free_port } from '../support/server.mjs';
import { Clerk, start_new_house } from '../support/staff.mjs';
import { expect_none } from '../support/tree.mjs';

const offices = [
    { language: 'en-GB', name: 'hospital account', called: 'Mara Linden', second: 'Jonas Park' },
    { language: 'zh-Hans', name: '医院账号', called: '林墨', second: '周岩' },
];
const houses = {};

before(async () => {
    for (const { language, name } of offices) {
        const port = await free_port();
        const provider = await start_provider(await free_port(), `http://staff.localhost:${port}`);
        const house = await start_new_house(`outside-${language}`, {
            port,
            prepare(data) {
                writeFileSync(join(data, 'secret'), `${client.secret}\n`);
                const settings = { oidc_issuer: provider.issuer, oidc_client_id: client.id, oidc_client_secret_file: 'secret', oidc_name: name };
                writeFileSync(join(data, 'breather.toml'), Object.entries(settings).map(([key, value]) => `${key} = "${value}"\n`).join(''));
            },
        });
        houses[language] = { ...house, provider };
    }
});
after(async () => {
    await close_browser();
    for (const house of Object.values(houses)) {
        await house.remove();
        await house.provider.stop();
    }
});

class Guest extends looking(Clerk) {
    async help_in_reach() {
        return [];
    }

    says(key, params) {
        return this.page.getByText(this.word(key, params), { exact: true }).first();
    }

    async presses_named(key, params) {
        await this.page.getByRole('button', { name: this.word(key, params), exact: true }).click();
    }

    async out_of_the_address() {
        assert.equal(await this.page.evaluate(() => location.pathname + location.search + location.hash), '/', 'code and state stay in no address');
        assert.equal(await this.page.evaluate(() => sessionStorage.length + Object.keys(localStorage).filter((key) => key !== 'look').length), 0, 'nothing is left in the browser');
    }
}

for (const { language, name, called, second } of offices) {
    test(`${language}: a link is taken up with the hospital's account, which then opens the desk`, async () => {
        const house = houses[language];
        const mara = await Guest.arrive(house.link, { language, viewport: narrow, motion: 'reduce' });
        const { page } = mara;
        await mara.sees_word('roles.administrator_means');
        await mara.presses('common.go_on');
        await mara.sees_screen('outside.title');
        await mara.looks('two ways to come in', { focus: null });
        await mara.presses_named('outside.use', { name });
        await mara.says('enrol.called_fault').waitFor();
        await mara.looks('two ways to come in, no name', { focus: null });
        await mara.types('enrol.called', called);

        // ---- broken off there: she can begin again, and the link is still good
        await mara.presses_named('outside.use', { name });
        await page.waitForURL(`${house.provider.issuer}/**`);
        await page.goto(`${house.desk}/outside?error=access_denied&state=any`);
        await mara.sees_screen('outside.failed_title');
        await mara.out_of_the_address();
        await mara.looks('broken off there', { focus: null });
        await mara.presses('outside.begin_again');
        await mara.sees_word('roles.administrator_means');
        await mara.presses('common.go_on');
        await mara.types('enrol.called', called);
        await mara.presses_named('outside.use', { name });
        await signs_in_there(page, 'mara-at-the-hospital');
        await mara.sees_screen('enrol.done_title');
        await mara.out_of_the_address();
        await mara.looks('taken up', { focus: null });
        await mara.presses('enrol.to_desk');
        await mara.sees_word('home.setup_title');
        await mara.goes_to('desk.me');
        await mara.says('outside.me', { name }).waitFor();
        assert.equal(await page.locator('main h1').innerText(), called, 'as she said, and not as the provider calls her');
        await mara.looks('about me', { focus: null });

        // ---- before a deed that matters the provider is asked again, in a window beside
        await mara.goes_to('desk.people');
        await mara.presses('people.invite');
        await page.locator('main form').waitFor();
        await mara.types('people.name', second);
        await mara.is_no_longer_fresh('/api/staff/invitations');
        await mara.presses('people.make_link');
        await page.locator('dialog[open]').waitFor();
        await mara.looks('showing it again', { focus: null });
        const [beside] = await Promise.all([mara.context.waitForEvent('page'), page.locator('dialog[open] a').click()]);
        await beside.waitForURL(`${house.provider.issuer}/**`);
        assert.equal(await page.locator('dialog[open]').count(), 1, 'nothing goes on before she has shown it');
        await signs_in_there(beside, 'mara-at-the-hospital');
        await beside.getByText(mara.word('outside.shown_title'), { exact: true }).waitFor();
        const invitation = await mara.link_shown();
        assert.ok(invitation.includes('#enrol='), 'the deed happened, with what was typed');
        await beside.close();

        // ---- out, and in again: she is asked there each time
        await mara.goes_to('desk.me');
        await mara.presses('me.sign_out');
        await mara.sees_screen('sign_in.title');
        await mara.says('outside.sign_in', { name }).waitFor();
        await mara.looks('at the door', { focus: null });
        await mara.presses_named('outside.sign_in', { name });
        await signs_in_there(page, 'mara-at-the-hospital');
        await mara.sees_word('home.setup_title');
        await mara.out_of_the_address();

        // ---- what does not let anybody in
        const stranger = await mara.another('/');
        await stranger.sees_screen('sign_in.title');
        await stranger.presses_named('outside.sign_in', { name });
        await signs_in_there(stranger.page, 'nobody-here');
        await stranger.says('problems.staff.outside_unknown').waitFor();
        await stranger.looks('nobody here is known under it', { focus: null });
        await stranger.presses('outside.to_door');
        await stranger.sees_screen('sign_in.title');

        await stranger.presses_named('outside.sign_in', { name });
        await stranger.page.waitForURL(`${house.provider.issuer}/**`);
        await stranger.page.goto(`${house.desk}/outside?code=stolen&state=forged`);
        await stranger.says('problems.staff.outside_begin_again').waitFor();
        assert.equal((await stranger.context.cookies()).some((one) => one.name === '__Host-staff'), false, 'nobody came in');
        await stranger.context.close();

        // ---- the record says what happened
        await mara.goes_to('desk.audit');
        await page.locator('[data-deed="staff.outside_bound"]').waitFor();
        assert.equal(await page.locator('[data-deed="staff.outside_refused"]').count(), 1);
        assert.ok(!house.provider.asked.some((one) => one.includes('/me')), 'nothing about her was asked for');

        const foreign = `foreign request: ${new URL(house.provider.issuer).host}`;
        const trouble = [mara, ...mara.others].flatMap((one) => one.trouble()).filter((line) => line !== foreign);
        expect_none([...mara.faults, ...trouble.map((line) => `${language}: ${line}`)], 'mend the screen; the name before the colon says which');
        await mara.context.close();
    });

    test(`${language}: where the provider is away, it is said, and a passphrase still opens the desk`, async () => {
        const house = houses[language];
        await house.provider.stop();
        const ben = await Guest.arrive(`${house.desk}/`, { language, viewport: narrow, motion: 'reduce' });
        await ben.sees_screen('sign_in.title');
        // What it says about itself is known for an hour: the address is given, and the browser finds nobody.
        await ben.page.route(`${house.provider.issuer}/**`, (route) => route.fulfill({ status: 302, headers: { location: `${house.desk}/outside?code=late&iss=${house.provider.issuer}&state=${new URL(route.request().url()).searchParams.get('state')}` } }));
        await ben.presses_named('outside.sign_in', { name });
        await ben.says('problems.staff.outside_away').waitFor();
        await ben.looks('the provider is away', { focus: null });
        await ben.presses('outside.to_door');
        await ben.sees_screen('sign_in.title');
        await ben.page.getByLabel(ben.word('sign_in.passphrase'), { exact: true }).waitFor();
        expect_none(ben.faults, 'mend the screen');
        await ben.context.close();
    });
}
