// One clock, several chairs: the band on every screen of a demo, its clock, and the chairs; and nothing of it elsewhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { accessibility_faults, close_browser, desk, phone, too_wide } from '../support/browser.mjs';
import { see_every_chair } from '../support/every_staff_screen.mjs';
import { looking } from '../support/looking.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Clerk, start_new_house } from '../support/staff.mjs';
import { expect_none } from '../support/tree.mjs';
import { typing } from '../support/typing.mjs';
import { Walker } from '../support/walk.mjs';

class Typist extends typing(Clerk) {}

let folder;
let server;
before(async () => {
    folder = demo_folder('demo');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const people = [
    { language: 'en-GB', which: 0 },
    { language: 'zh-Hans', which: 1 },
];
const demo = async () => (await fetch(`${server.url}/api/demo`)).json();
const day = 86_400_000;

async function opens_panel(walker) {
    await walker.presses('demo.band');
    await walker.page.locator('dialog[open] input[type=range]').waitFor();
}
const loads_again = (walker, press) => Promise.all([walker.page.waitForEvent('load'), press()]);

for (const { language, which } of people) {
    test(`${language}: nurse on night three, administrator, and the manager who finds nothing`, async () => {
        const ada = await Walker.arrive(server.url, { language, viewport: phone });
        await ada.sees_word('demo.band');
        await opens_panel(ada);
        const { organisations } = await demo();
        await ada.presses('demo.nurse', { name: organisations[which].name });
        await ada.is_in();
        await ada.sees_word('demo.band');

        // The clock: named in words, by the keyboard, and by its two short ways.
        await opens_panel(ada);
        const now = () => ada.page.locator('[data-now]').innerText();
        const at_first = await now();
        await ada.page.locator('dialog input[type=range]').focus();
        for (let i = 0; i < 24; i += 1) await ada.page.keyboard.press('ArrowRight');
        assert.notEqual(await now(), at_first);
        await loads_again(ada, () => ada.presses('demo.night'));
        await ada.is_in();
        const night = await demo();
        assert.ok(night.at > 2 * day && night.at < 4 * day, `${night.at / day} days`);
        assert.equal(new Date(night.begins_at + night.at).getHours(), 3);
        await ada.sees_word('today.night'); // her own screens go by the same clock
        await opens_panel(ada);
        await loads_again(ada, () => ada.presses('demo.morning'));
        await ada.is_in();
        const morning = await demo();
        assert.ok(morning.at > night.at && new Date(morning.begins_at + morning.at).getHours() === 7);
        assert.deepEqual(ada.trouble(), []);

        // The administrator's chair, on the staff's host.
        await opens_panel(ada);
        await ada.presses('demo.administrator');
        const clerk = new Clerk({ page: ada.page, context: ada.context, language, trouble: ada.trouble }, night.staff_at);
        await clerk.page.waitForURL(/staff\./);
        await clerk.sees_word('home.setup_title');
        assert.equal(await clerk.page.evaluate(() => location.hash), '', 'the ticket stays in no address');
        await clerk.sees_word('demo.band');

        // The manager's.
        await opens_panel(clerk);
        await loads_again(clerk, () => clerk.presses('demo.manager', { name: organisations[which].name }));
        await clerk.sees_screen('manager.title');
        await clerk.sees_word('demo.band');
        for (const [name, status] of [['joined', 404], ['today', 403], ['wrote', 404]]) {
            const line = clerk.page.locator(`[data-try=${name}]`);
            await line.getByRole('button').click();
            await line.getByRole('status').waitFor();
            assert.match(await line.innerText(), new RegExp(status));
            await clerk.sees_word(`manager.${name}_why`);
        }

        // Back to the nurse, who is who she was.
        await opens_panel(clerk);
        await clerk.presses('demo.nurse', { name: organisations[which].name });
        await ada.page.waitForURL((url) => !url.host.startsWith('staff.'));
        await ada.is_in();
        await ada.context.close();
        await fetch(`${server.url}/api/demo/clock`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{"at":0}' });
        assert.ok((await demo()).at < 60_000, 'and back');
    });
}

for (const { language } of people) {
    test(`${language}: the researcher’s chair, with the keyboard alone, on a desk and on a telephone`, async () => {
        const { staff_at } = await demo();
        const { link } = await (await fetch(`${server.url}/api/demo/seats`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"seat":"researcher"}' })).json();
        const noor = await Typist.arrive(link, { language, viewport: desk });
        noor.origin = new URL(staff_at).origin;
        await noor.sees_screen('research.title');
        await noor.sees_word('demo.band');
        const { page, context } = noor;
        await page.locator('main .commands').waitFor();
        await page.locator('main a[download]').first().waitFor();

        // The report, in a window of its own; it begins in her language, and the other is one step away.
        const [report] = await Promise.all([context.waitForEvent('page'), noor.enters('research.read')]);
        await report.waitForLoadState();
        const faults = [];
        report.on('console', (line) => faults.push(line.text()));
        const shown = () => report.locator('main').evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.lang));
        assert.deepEqual(await shown(), [language]);
        await report.reload();
        assert.deepEqual(faults, [], 'nothing of it is held back by its policy');
        assert.equal(await report.locator('main').first().evaluate((one) => getComputedStyle(one).maxWidth), '820px', 'its style is let through');
        for (const viewport of language === 'en-GB' ? [desk, phone] : [phone]) {
            await report.setViewportSize(viewport);
            expect_none([...(await accessibility_faults(report)), ...(await too_wide(report))], `mend the report at ${viewport.width}`);
        }
        const other = language === 'en-GB' ? '中文' : 'English';
        for (let i = 0; i < 4 && (await report.evaluate(() => document.activeElement.textContent)) !== other; i += 1) await report.keyboard.press('Tab');
        await report.keyboard.press('Enter');
        assert.deepEqual(await shown(), [language === 'en-GB' ? 'zh-Hans' : 'en-GB']);
        await report.close();

        // Nobody is counted here: figures of fewer than ten people are told to no researcher either.
        await noor.enters('figures.look');
        await page.locator('main').getByText(noor.word('problems.engagement.too_few')).waitFor();

        // All of it, as a file that opens.
        const link_to_all = page.locator('main a[href$=".zip"]');
        const [download] = await Promise.all([page.waitForEvent('download'), link_to_all.press('Enter')]);
        const names = execFileSync('python3', ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*z.namelist(), sep="\\n")', await download.path()]).toString();
        for (const name of ['report.html', 'plan.toml', 'data.csv', 'analysis.R', 'tables/people.csv', 'plots/uk_logistic.csv']) assert.ok(names.includes(`two-country-survey/${name}\n`), name);

        await page.setViewportSize(phone);
        await noor.goes_to('desk.roles');
        await noor.presses('research.to');
        await noor.sees_screen('research.title');
        assert.deepEqual(noor.trouble(), []);
        await context.close();
    });
}

class Looker extends looking(Clerk) {
    help_in_reach = () => []; // the staff's app has none
}

for (const { language } of people) {
    test(`${language}: clock and chairs over the staff's screens, in every look`, async () => {
        const mara = await Looker.arrive(server.url, { language, viewport: phone, motion: 'reduce' });
        await see_every_chair(mara, server);
        const trouble = mara.trouble().filter((line) => !line.startsWith('foreign request: staff.')); // she goes there herself
        expect_none([...mara.faults, ...trouble], 'mend the screen; the name before the colon says which');
        await mara.context.close();
    });
}

test('an installation that is no demo has no band, no mark and no route of it', async () => {
    const house = await start_new_house('no-demo');
    try {
        const mara = await Clerk.arrive(house.link, { language: 'en-GB' });
        assert.equal(await mara.page.getByText(mara.word('demo.band')).count(), 0);
        assert.doesNotMatch(await (await fetch(house.server.url)).text(), /data-demo/);
        assert.equal((await fetch(`${house.server.url}/api/demo`)).status, 404);
        await mara.context.close();
    } finally {
        await house.remove();
    }
});
