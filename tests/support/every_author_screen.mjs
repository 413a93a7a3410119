// The screens of a content author: the sign-off, its packet on paper, and the recording desk with a voice before its microphone.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { takes } from './microphone.mjs';

/** A text short enough for a take of a few seconds. */
const place = 'library/settle-lying-down/short-settle';

/** Every screen of hers: `ama` is a Clerk on the link that invites her, with a microphone. Afterwards 41 items are signed. */
export async function see_every_author_screen(ama, { house, office }) {
    await ama.enrols('ama');
    await ama.presses('enrol.to_desk');
    await ama.sees_word('roles.author_means');
    await ama.settles();
    await ama.looks('an author, her role', { focus: null });
    await see_sign_off(ama, office);
    await see_recordings(ama, { house, office });
}

/** What she did, as an administrator sees it. */
export async function see_what_authors_did(mara) {
    const { page } = mara;
    await mara.enrols('mara', 'Mara Linden');
    await mara.presses('enrol.to_desk');
    await mara.sees_word('home.setup_title');
    await mara.settles();
    await mara.goes_to('desk.content');
    await page.locator('main table').waitFor();
    await mara.looks('content, most of it signed');
    await mara.presses('sign_off.open');
    await page.locator('main li[data-state=not_for_us] button').click();
    await page.locator('main p[data-state=not_for_us]').waitFor();
    await mara.looks('sign-off, an item with what was said');
    await mara.goes_to('desk.recordings');
    await page.locator('[data-voice=recorded]').waitFor();
    await mara.looks('recordings, one of them read here');
}

async function see_sign_off(ama, { comment }) {
    const { page } = ama;
    await ama.goes_to('desk.sign_off');
    await page.locator('main li[data-state]').first().waitFor();
    await ama.looks('sign-off, an author');
    await page.locator('main button.go').click();
    await page.locator('main form').waitFor();
    await ama.looks('sign-off, an item to sign');
    await page.locator('main select').selectOption('other');
    await ama.presses('sign_off.sign');
    await ama.sees_word('sign_off.no_verdict');
    await ama.looks('sign-off, half said', { focus: null });
    await page.locator('main select').selectOption('occupational_physician');
    await page.locator('main input[value=agree_with_changes]').check({ force: true });
    await ama.types('sign_off.comment', comment);
    await ama.looks('sign-off, filled in', { focus: null });
    await ama.presses('sign_off.sign');
    await ama.sees_word('sign_off.done');
    await page.locator('main p[data-state=changes_asked_for]').waitFor();
    await ama.looks('sign-off, changes asked for', { focus: null });
    await page.locator('main .rows li[data-state], main button.other').last().click();
    await page.locator('main p[data-state=not_yet]').waitFor();
    await page.locator('main input[value=not_for_us]').check({ force: true });
    await ama.types('sign_off.comment', comment);
    await ama.presses('sign_off.sign');
    await page.locator('main p[data-state=not_for_us]').waitFor();
    await ama.looks('sign-off, not for our site', { focus: null });

    await page.evaluate(sign_many, { count: 41, comment });
    await ama.goes_to('desk.sign_off');
    await page.locator('main li[data-state=signed]').first().waitFor();
    await ama.looks('sign-off, most of it signed');
    await ama.presses('sign_off.to_packet');
    await page.locator('article[data-item]').first().waitFor();
    await page.locator('main select').selectOption('module');
    await page.waitForFunction(() => [...document.querySelectorAll('article[data-item]')].every((one) => one.dataset.item.startsWith('module.')));
    await ama.looks('review packet', { focus: null });
    await ama.prints('review packet');
}

/** What a diligent afternoon would do; in the page, whose cookie it needs. */
async function sign_many({ count, comment }) {
    const { packs } = await (await fetch('/api/content/reviews')).json();
    const waiting = packs[0].items.filter((one) => one.state === 'not_yet').slice(0, count);
    for (const { item, version } of waiting) {
        const body = JSON.stringify({ version, role: 'psychologist', role_words: '', verdict: 'agree', comment });
        const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID().replaceAll('-', '') };
        const { status } = await fetch(`/api/content/reviews/${packs[0].pack}/items/${item}/sign`, { method: 'POST', body, headers });
        if (status !== 200) throw new Error(`${item} was not signed: ${status}`);
    }
}

async function see_recordings(ama, { house, office }) {
    const { page } = ama;
    await ama.goes_to('desk.recordings');
    await page.locator('main table').first().waitFor();
    await ama.looks('recordings, an author');
    const texts = await page.evaluate(async () => (await (await fetch('/api/recordings')).json()).texts);
    const text = texts.find((one) => one.language === ama.language && one.place === place);
    const opens = (verb) => page.getByRole('button', { name: `${ama.word(verb)}: ${text.title}`, exact: true }).click();
    await opens('recordings.record');
    await page.locator('main h1').getByText(text.title).waitFor();
    await ama.looks('recording desk, page by page', { focus: null });
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await ama.sees_word('recordings.run');
    await ama.glimpses('recording desk', { whole: true });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await ama.presses('recordings.record_go');
    await page.locator('[data-recording]').getByText('0:02').waitFor();
    await ama.glimpses('recording desk, a take begins', { whole: true });
    await page.locator('[data-recording]').getByText('0:04').waitFor();
    await ama.presses('recordings.stop');
    await page.locator('[data-remark=too_quiet]').waitFor();
    await ama.looks('recording desk, a take that is too short', { focus: null });
    await page.getByRole('button', { name: new RegExp(ama.word('recordings.turn_up', { db: '\\d+' })) }).click();
    await takes(ama, 4);
    await ama.types('recordings.transcript', office.says);
    await page.locator('[data-take=good]').waitFor();
    await ama.looks('recording desk, a good take', { focus: null });
    await ama.presses('recordings.use');
    await page.locator('[data-voice=recorded]').waitFor();
    await ama.looks('recording desk, recorded', { focus: null });
    await ama.presses('recordings.take_back');
    await page.getByRole('dialog').waitFor();
    await ama.looks('recording desk, taking a voice back', { focus: 'dialog button' });
    await page.getByRole('dialog').getByRole('button', { name: ama.word('common.cancel'), exact: true }).click();
    execFileSync('sqlite3', [join(house.data, 'breather.db'), '.timeout 4000', `update recording set version = '${'0'.repeat(64)}'`]);
    await ama.goes_to('desk.recordings');
    await page.locator('[data-voice=earlier]').waitFor();
    await ama.looks('recordings, one for an earlier text');
    await opens('recordings.open');
    await page.locator('section[data-voice=earlier]').waitFor();
    await page.locator('section[data-voice=earlier] summary').click();
    await ama.looks('recording desk, a voice for an earlier text', { focus: null });
    await ama.presses('recordings.use_earlier');
    await page.locator('section[data-voice=recorded]').waitFor();
}
