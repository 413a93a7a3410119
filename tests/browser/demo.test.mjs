// One clock, several chairs: the band on every screen of a demo, its clock, and the three chairs; and nothing of it elsewhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, phone } from '../support/browser.mjs';
import { see_every_chair } from '../support/every_staff_screen.mjs';
import { looking } from '../support/looking.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Clerk, start_new_house } from '../support/staff.mjs';
import { expect_none } from '../support/tree.mjs';
import { Walker } from '../support/walk.mjs';

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
