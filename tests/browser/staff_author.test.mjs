// Every screen of a content author, in both languages, narrow and wide, in the three looks; and what an administrator sees of it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { close_browser } from '../support/browser.mjs';
import { see_every_author_screen, see_what_authors_did } from '../support/every_author_screen.mjs';
import { offices } from '../support/every_staff_screen.mjs';
import { looking, narrow } from '../support/looking.mjs';
import { microphone, remove_voices } from '../support/microphone.mjs';
import { Clerk, invite, start_new_house } from '../support/staff.mjs';
import { expect_none } from '../support/tree.mjs';

after(async () => {
    await close_browser();
    remove_voices();
});

class Looker extends looking(Clerk) {
    /** The staff are no participants: help lines are not on their screens. */
    async help_in_reach() {
        return [];
    }
}

for (const office of offices) {
    test(`${office.language}: every screen of an author`, async () => {
        const house = await start_new_house(`author-${office.language}`);
        try {
            const how = { language: office.language, viewport: narrow, motion: 'reduce' };
            const ama = await Looker.arrive(invite(house, 'author', office.third), { ...how, flags: microphone(office.language, 0.16) });
            await see_every_author_screen(ama, { house, office });
            const mara = await Looker.arrive(house.link, how);
            await see_what_authors_did(mara);
            const trouble = [ama, mara].flatMap((one) => one.trouble());
            expect_none([...ama.faults, ...mara.faults, ...trouble.map((line) => `${office.language}: ${line}`)], 'mend the screen; the name before the colon says which');
            assert.ok(ama.seen.length > 15, `only ${ama.seen.length} screens were seen`);
            await ama.context.close();
            await mara.context.close();
        } finally {
            await house.remove();
        }
    });
}
