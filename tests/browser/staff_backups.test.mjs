// Backups as an administrator sees them, on a server that makes them: one now, a rehearsal now, both in the record.
import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { close_browser, desk as wide, phone } from '../support/browser.mjs';
import { offices } from '../support/every_staff_screen.mjs';
import { command, temporary_folder } from '../support/server.mjs';
import { Clerk, start_new_house } from '../support/staff.mjs';

after(close_browser);

for (const [place, { language }] of offices.entries()) {
    test(`${language}: a backup and a rehearsal, now`, async () => {
        const work = temporary_folder(`copies-${language}`);
        const settings = join(work, 'breather.toml');
        const made = command(['backup', 'keypair', join(work, 'secret.key')]);
        assert.equal(made.code, 0, made.err);
        writeFileSync(settings, `backup_folder = "${work}/data"\nkeys_backup_folder = "${work}/keys"\nbackup_public_key = "${work}/secret.key.pub"\n`);
        const house = await start_new_house(`backups-${language}`, { options: ['--config', settings] });
        try {
            const mara = await Clerk.arrive(house.link, { language, viewport: place === 0 ? wide : phone });
            await mara.enrols('mara', 'Mara Linden');
            await mara.presses('enrol.to_desk');
            await mara.goes_to('desk.backups');
            await mara.sees_word('backups.none_yet');
            await mara.presses('backups.now');
            await mara.sees_word('backups.done');
            const copies = (kind) => readdirSync(join(work, kind)).filter((name) => name.endsWith('.backup'));
            assert.equal(copies('data').length, 1, 'one file of data');
            assert.equal(copies('keys').length, 1, 'one file of keys, elsewhere');
            await mara.presses('backups.rehearse');
            await mara.page.locator('section', { hasText: mara.word('backups.rehearsals') }).getByText(mara.word('backups.done')).first().waitFor();
            await mara.goes_to('desk.audit');
            await mara.sees_word('audit.deeds.backup.asked');
            await mara.sees_word('audit.deeds.rehearsal.asked');
            assert.deepEqual(mara.trouble(), []);
            await mara.context.close();
        } finally {
            await house.remove();
            rmSync(work, { recursive: true, force: true });
        }
    });
}
