// Every screen of the staff's app, in both languages, narrow and wide, in its three looks, from the first administrator's link
// on a house with nothing in it. One walk a language sees them all.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { close_browser } from '../support/browser.mjs';
import { offices, see_every_staff_screen } from '../support/every_staff_screen.mjs';
import { looking, narrow } from '../support/looking.mjs';
import { Clerk, start_new_house } from '../support/staff.mjs';
import { expect_none } from '../support/tree.mjs';
import { nothing } from '../support/walk.mjs';

after(close_browser);

class Looker extends looking(Clerk) {
    /** The staff are no participants: help lines are not on their screens. */
    async help_in_reach() {
        return [];
    }
}

for (const office of offices) {
    test(`${office.language}: every screen of the staff's app`, async () => {
        const house = await start_new_house(`staff-${office.language}`);
        try {
            const mara = await Looker.arrive(`${house.desk}/`, { language: office.language, viewport: narrow, motion: 'reduce' });
            await see_every_staff_screen(mara, { house, office });
            const trouble = [mara, ...mara.others].flatMap((one) => one.trouble());
            expect_none([...mara.faults, ...trouble.map((line) => `${office.language}: ${line}`)], 'mend the screen; the name before the colon says which');
            assert.ok(mara.seen.length > 55, `only ${mara.seen.length} screens were seen`);
            assert.deepEqual({ ...(await mara.left_behind()), cookies: [], local: [] }, nothing, 'language and look are all that is kept');
            await mara.context.close();
        } finally {
            await house.remove();
        }
    });
}
