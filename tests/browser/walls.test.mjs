// Paper for a rest room: an administrator makes a wall and prints it, a phone reads the code off the picture of the sheet, and the
// pause that stands there opens without an account.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { looking } from '../support/looking.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Clerk } from '../support/staff.mjs';
import { Walker, nothing } from '../support/walk.mjs';

let folder;
let server;
let papers;
before(async () => {
    folder = demo_folder('walls');
    rmSync(join(folder.data, 'made-by-demo')); // an installation as people have it: without a demo's band and clock
    server = await start(folder.data);
    papers = mkdtempSync(join(tmpdir(), 'breather-papers-'));
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
    if (papers) rmSync(papers, { recursive: true, force: true });
});

class Mara extends looking(Clerk) {
    /** The staff are no participants: help lines are not on their screens. */
    async help_in_reach() {
        return [];
    }
    async downloads(name) {
        const [download] = await Promise.all([this.page.waitForEvent('download'), this.page.getByRole('link', { name, exact: true }).click()]);
        const path = join(papers, `${this.language}.pdf`);
        await download.saveAs(path);
        return path;
    }
}
class Passer extends looking(Walker) {}

const run = (program, ...args) => execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
/** What a phone's camera reads on one page. */
function codes_on(paper, page) {
    const picture = join(papers, `page-${page}`);
    run('pdftoppm', '-r', '150', '-f', String(page), '-l', String(page), '-singlefile', '-png', paper, picture);
    return run('zbarimg', '-q', '--raw', `${picture}.png`).trim().split('\n');
}
const squeezed = (text) => text.replace(/\s+/g, '').replaceAll('’', "'");
const library_in = async (language) => (await fetch(`${server.url}/api/content/library?language=${language}`)).json();

let paper;
let mara;
let openings = 0;
test('an administrator makes a wall and prints it in both languages', async () => {
    while (!server.output().includes('Breather is ready')) await new Promise((resolve) => setTimeout(resolve, 10)); // waits for a process, not for a clock under test
    const [link] = /http:\/\/staff\.localhost:\d+\/#enrol=\S+/.exec(server.output());
    mara = await Mara.arrive(link, { language: 'en-GB', viewport: desk });
    const { page } = mara;
    await mara.enrols('mara', 'Mara Linden');
    await mara.presses('enrol.to_desk');
    await mara.goes_to('desk.organisations');
    await page.locator('main .rows button').first().click();
    await mara.sees_word('places.none');
    await mara.presses('places.make');
    await mara.sees_word('places.no_label');
    await mara.looks('organisation, a wall without a name', { focus: null });
    await mara.types('places.new_label', 'Rest room, ward 3');
    await mara.presses('places.make');
    await mara.sees('Rest room, ward 3');
    await mara.looks('organisation, a wall', { focus: null });
    await page.setViewportSize(desk);
    paper = await mara.downloads(mara.word('places.paper_in', { label: 'Rest room, ward 3', language: mara.word('places.both') }));

    assert.match(run('pdfinfo', paper), /Pages: +18\n[^]*A4/);
    const text = squeezed(run('pdftotext', paper, '-'));
    for (const language of ['en-GB', 'zh-Hans']) {
        const { pauses } = await library_in(language);
        const printed = pauses.filter((pause) => text.includes(squeezed(pause.title)) && pause.card.every((line) => text.includes(squeezed(line))));
        assert.ok(printed.length >= 8, `${language}: only ${printed.map((pause) => pause.id)} can be read whole`);
    }
    assert.ok(!text.includes('ward3'), 'what staff call the place is not printed');
    assert.deepEqual(mara.faults, []);
    assert.deepEqual(mara.trouble(), []);
});

for (const { language, at } of [{ language: 'en-GB', at: 2 }, { language: 'zh-Hans', at: 11 }]) {
    test(`${language}: the code on a sheet opens the pause that stands on it, for anybody, and leaves nothing`, async (t) => {
        const [address, ...more] = codes_on(paper, at);
        assert.equal(more.length, 0);
        const path = new URL(address).pathname;
        assert.match(path, /^\/w\/[2-9A-Z]{12}$/);
        const passer = await Passer.arrive(server.url + path, { language, viewport: phone, motion: 'reduce' });
        const { page } = passer;
        await passer.sees_word('place.note');
        await page.waitForLoadState('networkidle');
        const asked = await page.evaluate(() => ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind)).map((one) => [new URL(one.name).pathname, one.transferSize]));
        const bytes = asked.reduce((sum, [, size]) => sum + size, 0);
        assert.ok(asked.length <= 8 && bytes <= 60_000, `asked ${asked.length} times for ${bytes} bytes:\n${asked.join('\n')}`);
        t.diagnostic(`${asked.length} requests, ${(bytes / 1000).toFixed(1)} kB`);
        const title = await page.locator('main h1').innerText();
        assert.ok(squeezed(run('pdftotext', '-f', String(at), '-l', String(at), paper, '-')).includes(squeezed(title)), `${title} does not stand on sheet ${at}`);
        await passer.looks('a sheet of a wall', { focus: null });
        const sql = (query) => run('sqlite3', join(folder.data, 'breather.db'), query).trim();
        openings += 1;
        assert.equal(sql(`select sum(times) from counter where topic = 'opened'`), String(openings));
        for (let times = 0; times < 2; ++times) {
            await page.getByRole('button', { name: /^(English|中文)$/ }).click();
            await page.locator('main h1').getByText(times ? title : /./).waitFor();
        }
        await passer.presses('common.start');
        await page.locator('article h1').getByText(title).waitFor();
        await passer.looks('a pause from a wall', { focus: null });
        assert.deepEqual(await passer.left_behind(), nothing, 'nothing is kept on the phone');
        assert.equal(sql(`select sum(times) from counter where topic = 'opened'`), String(openings), 'beginning it is no second opening');
        assert.deepEqual(passer.faults, []);
        assert.deepEqual(passer.trouble(), []);
        await passer.context.close();
    });
}

test('every pocket card has the code of its own pause', () => {
    const cards = codes_on(paper, 9);
    const sheets = Array.from({ length: 8 }, (_, at) => codes_on(paper, at + 1)[0]);
    assert.deepEqual([...cards].sort(), [...sheets].sort());
});

test('a wall that was closed says so kindly, and leads to other pauses', async () => {
    const [address] = codes_on(paper, 1);
    await mara.page.getByRole('button', { name: mara.word('places.close_one', { label: 'Rest room, ward 3' }), exact: true }).click();
    await mara.looks('closing a wall', { focus: null });
    await mara.page.getByRole('dialog').getByRole('button', { name: mara.word('posted.close'), exact: true }).click();
    await mara.page.getByText(mara.word('places.close_one', { label: 'Rest room, ward 3' })).waitFor({ state: 'detached' });
    const passer = await Passer.arrive(server.url + new URL(address).pathname, { language: 'zh-Hans', viewport: phone, motion: 'reduce' });
    await passer.sees_word('place.gone_title');
    await passer.looks('a wall that was closed', { focus: null });
    await passer.presses('place.others');
    await passer.sees_word('try.title');
    const lost = await Passer.arrive(`${server.url}/w/K7PWX3RMQ4TB`, { language: 'en-GB', viewport: phone, motion: 'reduce' });
    await lost.sees_word('place.unknown_title');
    await lost.looks('a code nobody knows', { focus: null });
    assert.doesNotMatch(server.output(), /K7PW/i, 'the log names the route and no more');
    assert.deepEqual([...mara.faults, ...passer.faults, ...lost.faults], []);
    for (const who of [mara, passer, lost]) await who.context.close();
});
