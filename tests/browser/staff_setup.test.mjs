// What the set-up shows of the machine's own settings: a test mail that really leaves, and steps that turn green by themselves once
// the lines are in the file. And the record, after somebody changed it behind the program.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { close_browser, desk as wide, phone } from '../support/browser.mjs';
import { offices } from '../support/every_staff_screen.mjs';
import { start_mail_server } from '../support/mail.mjs';
import { command, start, temporary_folder } from '../support/server.mjs';
import { Clerk, start_new_house } from '../support/staff.mjs';

after(close_browser);

const nobody = 'nobody@private.example';

/** The same house on the same port, with what stands in its settings now, and with what was done to it while it was closed. */
async function restart(house, { settings, between = () => {} }) {
    const { port } = house.server;
    await house.server.kill();
    between();
    house.server = await start(house.data, { port, options: settings ? ['--config', settings] : [] });
}

/** She comes back to the window, as from a terminal. */
const comes_back = (one) => one.page.evaluate(() => dispatchEvent(new Event('focus')));

async function enrolled(house, office, viewport) {
    const mara = await Clerk.arrive(house.link, { language: office.language, viewport });
    await mara.enrols('mara', office.first);
    await mara.presses('enrol.to_desk');
    await mara.presses('home.setup_go');
    await mara.page.locator('#step-title').waitFor();
    return mara;
}

for (const [place, office] of offices.entries()) {
    const { language } = office;
    const viewport = place === 0 ? wide : phone;

    test(`${language}: steps turn green once the lines are in the file, and a test mail leaves`, async () => {
        const work = temporary_folder(`setup-${language}`);
        const settings = join(work, 'breather.toml');
        const post = await start_mail_server(['--refuse', nobody]);
        const house = await start_new_house(`setup-${language}`);
        try {
            const mara = await enrolled(house, office, viewport);
            const { page } = mara;
            const mark = (step) => page.locator('#steps button.done').filter({ hasText: mara.word(`setup.${step}`) });
            const done = (step) => mark(step).count();
            await mara.takes_step('setup.mail');
            await mara.sees_word('setup.mail_none_title');
            assert.equal(await done('mail'), 0);
            await mara.takes_step('setup.backup_key');
            await mara.sees_word('setup.backup_key_none');
            assert.equal(await done('backup_key'), 0);
            const shown = (await page.locator('main li pre').allInnerTexts()).join('\n');
            assert.match(shown, /breather backup keypair /);

            // What the screen says to do, with other folders.
            assert.equal(command(['backup', 'keypair', join(work, 'backup-secret.key')]).code, 0);
            const lines = shown.split('\n').filter((line) => line.includes(' = ')).map((line) => line.replace(/"\/.*\/(.+)"/, `"${work}/$1"`));
            assert.equal(lines.length, 3);
            lines.push('address = "https://stress-help.example.org"', `mail_server = "${post.url}"`, 'mail_from = "post@steady.example.org"');
            writeFileSync(settings, `${lines.join('\n')}\n`);
            await restart(house, { settings });
            await comes_back(mara);
            await mara.sees_word('setup.backup_key_here');
            for (const step of ['backup_key', 'mail']) await mark(step).waitFor({ state: 'attached' }); // green by itself; folded on a phone

            await mara.takes_step('setup.addresses');
            await page.locator('main').getByText(mara.word('setup.address_telling')).waitFor();
            await page.locator('main').getByText('stress', { exact: false }).first().waitFor();
            assert.equal(await done('addresses'), 0, 'a telling name is not done');

            await mara.takes_step('setup.mail');
            await page.locator('main').getByText('post@steady.example.org').waitFor();
            await mara.presses('setup.mail_test_go');
            await mara.sees_word('setup.mail_test_none');
            await mara.types('setup.mail_test_to', 'mara');
            await mara.presses('setup.mail_test_go');
            await page.getByRole('alert').first().waitFor();
            await mara.types('setup.mail_test_to', nobody);
            await mara.presses('setup.mail_test_go');
            await page.locator('[data-mail=refused]').getByText('is not known here').waitFor();
            await mara.types('setup.mail_test_to', 'mara@private.example');
            await mara.presses('setup.mail_test_go');
            await page.locator('[data-mail=sent]').waitFor();
            const letter = await post.next();
            assert.deepEqual(letter.to, ['mara@private.example']);
            assert.doesNotMatch(letter.text, /breather|linden/i);
            await mara.goes_to('desk.audit');
            await mara.sees_word('audit.deeds.mail.tested');
            assert.deepEqual(mara.trouble().filter((line) => !/422|connection|refused|Failed to load/i.test(line)), []);
            await mara.context.close();
        } finally {
            post.end();
            await house.server.kill();
            await house.remove();
            rmSync(work, { recursive: true, force: true });
        }
    });

    test(`${language}: a record that was changed behind the program says so, and what to do`, async () => {
        const house = await start_new_house(`record-${language}`);
        try {
            const mara = await enrolled(house, office, viewport);
            const { page } = mara;
            await mara.goes_to('desk.audit');
            await page.locator('[data-chain=whole]').waitFor();
            await restart(house, {
                between() {
                    const database = new DatabaseSync(join(house.data, 'breather.db'));
                    const { changes } = database.prepare(`update ledger set deed = 'staff.signed_out' where number = 2`).run();
                    database.close();
                    assert.equal(Number(changes), 1);
                },
            });
            await mara.goes_to('desk.home');
            await mara.goes_to('desk.audit');
            const notice = page.locator('[data-chain=broken]');
            await notice.waitFor();
            assert.equal(await notice.getByRole('alert').count(), 1);
            await notice.getByText(mara.word('audit.broken_at', { number: 2 })).waitFor();
            await notice.getByText(mara.word('audit.broken_note')).waitFor();
            assert.equal(await page.locator('[data-chain=whole]').count(), 0);
            assert.ok((await page.locator('[data-deed]').count()) > 1, 'the record is still there to read');
            if (process.env.BREATHER_PICTURES) await page.screenshot({ path: join(process.env.BREATHER_PICTURES, `broken-${language}-${viewport.width}.png`), fullPage: true });
            await mara.context.close();
        } finally {
            await house.server.kill();
            await house.remove();
        }
    });
}

test('whoever goes to another step while one is being kept stays there, and what was kept is done', async () => {
    const house = await start_new_house('setup-meanwhile');
    try {
        const mara = await enrolled(house, offices[0], wide);
        const { page } = mara;
        const at = (step) => page.locator('#step-title').getByText(mara.word(`setup.${step}_title`)).waitFor();
        await mara.takes_step('setup.languages');
        await at('languages');
        let let_go;
        const held = new Promise((resolve) => (let_go = resolve));
        await page.route('**/api/site', async (route) => {
            if (route.request().method() === 'PUT') await held;
            return route.continue();
        });
        await page.getByRole('switch').first().check();
        await mara.presses('common.go_on');
        await page.locator('main .way .go[aria-disabled=true]').waitFor();
        await mara.takes_step('setup.mail');
        await at('mail');
        const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/site') && answer.request().method() === 'PUT');
        let_go();
        assert.equal((await kept).status(), 200);
        await page.locator('main .way .go[aria-disabled=false]').waitFor();
        await at('mail');
        await page.locator('#steps button.done').filter({ hasText: mara.word('setup.languages') }).waitFor();
        assert.deepEqual(mara.trouble(), []);
        await mara.context.close();
    } finally {
        await house.remove();
    }
});
