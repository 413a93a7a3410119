// The recording desk: an author reads a sound guide aloud, and a participant hears it. The microphone is chromium's own
// stand-in, which plays a file made here; the rest is as it is.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessibility_faults, close_browser, desk as wide, open_browser, phone } from '../support/browser.mjs';
import { looking } from '../support/looking.mjs';
import { microphone, remove_voices, takes } from '../support/microphone.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Clerk, invite } from '../support/staff.mjs';
import { typing } from '../support/typing.mjs';
import { Walker } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, name: 'Ama Boateng', viewport: wide, says: 'Lie as you like. I count the bells for you.' },
    { language: 'zh-Hans', poster: 1, name: '林悦', viewport: phone, says: '随便怎么躺都行。我来数铃声。' },
];
const place = 'library/settle-lying-down/short-settle';

class Author extends looking(Clerk) {
    help_in_reach = () => [];

    /** As it stands, and as whoever wants no movement has it. */
    async looks(name, how) {
        const { page } = this;
        const size = page.viewportSize();
        this.faults.push(...(await accessibility_faults(page)).map((line) => `${this.language} ${name}: ${line}`));
        if (process.env.BREATHER_PICTURES) await this.pictures(name);
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await super.looks(name, how);
        await page.emulateMedia({ reducedMotion: 'no-preference' });
        await page.setViewportSize(size);
    }

    async pictures(name) {
        for (const width of [360, 1280]) {
            await this.page.setViewportSize({ width, height: 800 });
            await this.page.screenshot({ path: join(process.env.BREATHER_PICTURES, `${this.language}-${name.replaceAll(/[ ,]+/g, '-')}-${width}.png`), fullPage: true });
        }
    }
}
class Listener extends typing(Walker) {}

let folder;
let server;
before(async () => {
    folder = demo_folder('recordings');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
    remove_voices();
});

/** Somebody who was invited as an author, with this in front of their microphone. */
async function author(person, volume) {
    const link = invite(folder, 'author', person.name);
    const context = await (await open_browser(microphone(person.language, volume))).newContext({ viewport: person.viewport, locale: person.language, hasTouch: person.viewport.width < 600 });
    const ama = await Author.arrive(link, { language: person.language, context });
    await ama.enrols(`ama-${person.poster}-${volume}`.replace('.', ''));
    await ama.presses('enrol.to_desk');
    return ama;
}

/** From now on sound takes its time to begin, as on a busy computer: what is said until then is not kept. */
const begins_late = (page) =>
    page.evaluate(() => {
        globalThis.AudioContext = class extends AudioContext {
            constructor(...how) {
                super(...how);
                this.late = super.suspend().then(() => new Promise((begin) => setTimeout(begin, 2500)));
                void this.late.then(() => super.resume()).catch(() => undefined); // closed meanwhile
            }
            resume() {
                return this.late.then(() => super.resume());
            }
        };
    });

/** The texts of the desk, as the server tells them. */
const texts_of = (ama) => ama.page.evaluate(async () => (await (await fetch('/api/recordings')).json()).texts);

/** Opens the pause in the library and waits until its player is ready to play. */
async function hears(ada, title) {
    await ada.goes_to('app.library');
    await ada.page.locator('main section .rows button').first().waitFor();
    await ada.page.getByRole('searchbox').fill(title);
    await ada.page.locator('main section .rows button').filter({ hasText: title }).first().click();
    await ada.page.locator('audio').waitFor({ state: 'attached' });
    await ada.page.waitForFunction(() => document.querySelector('audio').readyState >= 1);
    return ada.page.locator('audio').evaluate((audio) => ({ src: new URL(audio.src).pathname, duration: audio.duration }));
}

for (const person of people) {
    const { language } = person;

    test(`${language}: an author reads a pause aloud, and a participant hears it with its words`, async () => {
        const ama = await author(person, 0.16);
        const { page } = ama;
        const sent = [];
        page.on('request', (request) => request.method() !== 'GET' && sent.push(new URL(request.url()).pathname));
        await ama.goes_to('desk.recordings');
        await page.locator('main table').first().waitFor();
        await ama.looks('recordings');
        const text = (await texts_of(ama)).find((one) => one.language === language && one.place === place);
        await page.getByRole('button', { name: `${ama.word('recordings.record')}: ${text.title}`, exact: true }).click();
        await page.locator('main h1').getByText(text.title).waitFor();
        await ama.looks('recording desk', { focus: null });

        const box = page.getByRole('region', { name: ama.word('recordings.prompter') });
        await box.focus();
        await page.keyboard.press('Space');
        await page.waitForFunction(() => document.querySelector('[role=region]').scrollTop > 4);
        await page.keyboard.press('Space');
        const stood = await box.evaluate((one) => one.scrollTop);
        await ama.presses('recordings.top');
        assert.ok(stood > 4 && (await box.evaluate((one) => one.scrollTop)) === 0);

        await takes(ama, 4);
        await page.locator('[data-remark=too_short]').waitFor();
        assert.equal(await page.locator('[data-take]').getAttribute('data-take'), 'stopped', 'half the text is no take');
        await page.locator('[data-remark=too_quiet]').waitFor();
        const use = page.getByRole('button', { name: ama.word('recordings.use'), exact: true });
        await use.click({ force: true });
        await ama.looks('recording desk, a take that is too short', { focus: null });
        assert.deepEqual(sent, [], 'nothing has left the browser');

        const quiet = Number(await page.locator('[data-loudness]').getAttribute('data-loudness'));
        await page.getByRole('button', { name: new RegExp(ama.word('recordings.turn_up', { db: '\\d+' })) }).click();
        await begins_late(page);
        await takes(ama, 4);
        const loud = Number(await page.locator('[data-loudness]').getAttribute('data-loudness'));
        assert.ok(loud > -21 && loud < -14, `${quiet} LUFS, turned up to ${loud}`);
        await ama.types('recordings.transcript', '');
        assert.equal(await page.locator('[data-take]').getAttribute('data-take'), 'good', await ama.text());
        await ama.presses('recordings.use');
        await ama.sees_word('recordings.no_words');
        await ama.types('recordings.transcript', person.says);
        await ama.looks('recording desk, a good take', { focus: null });
        await ama.presses('recordings.use');
        await page.locator('[data-voice=recorded]').waitFor();
        await ama.looks('recording desk, recorded', { focus: null });
        assert.deepEqual(sent, [`/api/recordings/${text.version}`]);
        const { heard } = (await texts_of(ama)).find((one) => one.version === text.version);
        assert.equal(heard.by, person.name);

        const ada = await Listener.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language, viewport: phone, motion: 'reduce' });
        await ada.keeps_a_minute();
        const asked = [];
        ada.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
        const found = await hears(ada, text.item);
        assert.equal(found.src, heard.file);
        assert.ok(asked.includes(heard.file), `asked for ${asked}`);
        assert.ok(Math.abs(found.duration - heard.seconds) < 0.3, `${found.duration} s, not ${heard.seconds}`);
        await ada.page.locator('audio').evaluate(async (audio) => {
            audio.muted = true;
            audio.currentTime = 2;
            await audio.play();
            while (audio.currentTime < 2.3) await new Promise(requestAnimationFrame);
            audio.pause();
        });
        await ada.page.locator('.player summary').click();
        await ada.sees(person.says);
        const other = (language === 'en-GB' ? 'zh-Hans' : 'en-GB');
        const voices = await ada.page.evaluate(async (asks) => (await (await fetch(`/api/recordings?language=${asks}`)).json()).voices, other);
        assert.ok(voices.every((one) => one.file !== heard.file), 'the other language has a voice of its own');

        await ama.presses('recordings.take_back');
        await page.getByRole('dialog').waitFor();
        await page.getByRole('dialog').getByRole('button', { name: ama.word('recordings.take_back_yes'), exact: true }).click();
        await page.locator('[data-voice=built_in]').waitFor();
        await ada.page.reload();
        await ada.sees_heading();
        assert.equal((await hears(ada, text.item)).src, text.file);
        const gone = await ada.page.evaluate(async (path) => (await fetch(path, { cache: 'no-store' })).status, heard.file);
        assert.ok(gone === 404 || gone === 200, 'an own device may keep what it heard until it looks again');
        assert.deepEqual(ama.faults, []);
        assert.deepEqual(ama.trouble(), []);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
        await ama.context.close();
    });
}
