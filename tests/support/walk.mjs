// What people do in the app, by the words they read. Every step fails with the screen's own text.
import { isDeepStrictEqual } from 'node:util';
import { open_page, word } from './browser.mjs';

export class Walker {
    static async arrive(url, options = {}) {
        const opened = await open_page(url, options);
        const walker = new this(opened, new URL(url).origin);
        await opened.page.goto(url);
        await walker.sees_heading();
        return walker;
    }

    constructor({ page, context, language, trouble }, origin) {
        Object.assign(this, { page, context, language, trouble, origin });
        page.setDefaultTimeout(15_000);
    }

    word(key, params) {
        return word(this.language, key, params);
    }

    async text() {
        return (await this.page.locator('main').innerText()).replace(/\s*\n\s*/g, ' | ');
    }

    async sees_heading() {
        await this.page.locator('h1').first().waitFor();
    }

    /** Presses what is called so: a button, a link, or a choice. */
    async presses(key, params) {
        return this.presses_name(this.word(key, params));
    }

    async presses_name(name) {
        const exact = { name, exact: true };
        const target = this.page
            .getByRole('button', exact)
            .or(this.page.getByRole('link', exact))
            .or(this.page.getByRole('radio', exact))
            .first();
        await target.click().catch(async (failure) => {
            throw new Error(`cannot press “${name}” on: ${await this.text()}\n${String(failure).split('\n')[0]}`);
        });
    }

    /** Presses a line of a list by what it is called. */
    async takes_line(key, params) {
        return this.presses_line(this.word(key, params));
    }

    async presses_line(name) {
        const line = this.page.locator('main button').filter({ has: this.page.locator('strong', { hasText: exactly(name) }) });
        await line.first().click().catch(async (failure) => {
            throw new Error(`no line “${name}” on: ${await this.text()}\n${String(failure).split('\n')[0]}`);
        });
    }

    /** Presses a row of a list by the word at its end. */
    async takes_row(key) {
        await this.page.locator('main').getByText(this.word(key), { exact: true }).first().click();
    }

    async goes_to(key) {
        await this.page.locator('nav').getByText(this.word(key), { exact: true }).click();
        await this.sees_heading();
    }

    async sees(text) {
        await this.page.getByText(text).first().waitFor().catch(async () => {
            throw new Error(`does not see “${text}” on: ${await this.text()}`);
        });
    }

    sees_word(key, params) {
        return this.sees(this.word(key, params));
    }

    /** The word alone: "Kept on this device …" is another state. */
    async is_kept() {
        await this.page.getByText(this.word('exercises.state.kept'), { exact: true }).first().waitFor();
    }

    /** From the poster to a place of one's own, as on the first day. */
    async keeps_a_minute() {
        await this.presses('common.start');
        await this.presses('poster.enough');
        await this.presses('common.better');
        await this.presses('poster.keep');
        await this.presses('keep.yes');
        await this.sees_word('kept.title');
        await this.presses('common.continue');
        await this.sees_word('today.how_long');
    }

    /** Opens a step of the module by its title, from anywhere inside. */
    async opens_step(module, step) {
        await this.goes_to('app.course');
        await this.sees_screen('course.title'); // Today may name the module too
        await this.page.getByText(module, { exact: true }).first().click();
        await this.page.getByText(step, { exact: true }).first().click();
        await this.page.getByRole('heading', { level: 1 }).getByText(step).waitFor();
    }

    /** A place that cannot be read by its words: a code, an address, a text of her own. */
    async reads(selector) {
        return (await this.page.locator(selector).first().innerText()).trim();
    }

    /** The heading of the screen she is on. */
    heading() {
        return this.page.locator('main h1').first().innerText();
    }

    async sees_screen(key) {
        const title = this.word(key);
        await this.page.locator('main h1').filter({ hasText: loosely(title) }).first().waitFor().catch(async () => {
            throw new Error(`not on the screen “${title}” but on: ${await this.text()}`);
        });
    }

    /** A page of the diary, kept by the server. */
    async writes_in_diary(text) {
        await this.goes_to('app.diary');
        await this.presses('diary.new');
        await this.field('situation').fill(text);
        await this.is_kept();
        await this.presses('diary.done');
    }

    field(name) {
        return this.page.locator(`main textarea[data-field="${name}"]`);
    }

    /** The diary lists it, opened on this device. */
    async finds_in_diary(text) {
        await this.goes_to('app.diary');
        await this.sees(text);
    }

    /** Keeps a recovery card and hands over what stands on it. */
    async keeps_a_card() {
        await this.goes_to('app.data');
        await this.takes_line('data.card');
        await this.sees_screen('data.card_title');
        const code = (await this.page.locator('dd.code span').allInnerTexts()).join('-');
        await this.presses('data.card_kept');
        await this.sees_screen('data.title');
        return code;
    }

    /** Keeps a passphrase and hands over what she would write down. */
    async keeps_a_passphrase() {
        await this.goes_to('app.data');
        await this.takes_line('data.passphrase');
        await this.sees_screen('data.passphrase_title');
        const name = await this.reads('main form .sheet strong');
        const words = (await this.page.locator('main form ol li strong').allInnerTexts()).join(' ');
        await this.presses('data.passphrase_kept');
        await this.sees_screen('data.title');
        return { name, words };
    }

    /** Signs in by hand; `keep` is what she says of the device. */
    async types_passphrase(paper, keep = 'shared') {
        await this.page.goto(`${this.origin}/join`);
        await this.enters_passphrase(paper, keep);
    }

    /** The same from the ways in, without loading the page anew. */
    async enters_passphrase({ name, words }, keep = 'shared') {
        await this.takes_line('join.passphrase');
        await this.page.getByLabel(this.word('join.name_label'), { exact: true }).fill(name);
        await this.page.getByLabel(this.word('join.passphrase_label'), { exact: true }).fill(words);
        await this.says_device_is(keep);
        await this.presses('join.sign_in');
    }

    async types_code(code, keep = 'shared') {
        await this.page.goto(`${this.origin}/join`);
        await this.takes_line('join.recovery');
        await this.page.getByLabel(this.word('join.recovery_label'), { exact: true }).fill(code);
        await this.says_device_is(keep);
        await this.presses('common.open');
    }

    async says_device_is(keep) {
        await this.page.locator(`main input[type=radio][value=${keep}]`).check();
    }

    async is_in() {
        await this.sees_word('today.how_long');
    }

    /** What the API says to whoever holds these cookies. */
    asks_api(path) {
        return this.page.evaluate(async (asked) => (await fetch(asked, { cache: 'no-store' })).status, path);
    }

    /** Everything a browser keeps for this address, counted. Nothing of it is what the page shows. A browser that clears
     *  its storage at this very moment may lose the question: then the answer says which. */
    async left_behind() {
        const cookies = await this.context.cookies(this.origin);
        const kept = await this.page.evaluate(async () => {
            const answer = (name, asked) => Promise.race([asked, new Promise((done) => setTimeout(done, 2000, `no answer about ${name}`))]);
            const databases = await answer('databases', indexedDB.databases());
            const registrations = await answer('workers', navigator.serviceWorker?.getRegistrations());
            return {
                databases: Array.isArray(databases) ? databases.map((one) => one.name) : databases,
                local: Object.keys(localStorage),
                session: Object.keys(sessionStorage),
                caches: 'caches' in window ? await answer('caches', caches.keys()) : [],
                workers: typeof registrations === 'string' ? registrations : (registrations?.length ?? 0),
            };
        });
        return { ...kept, cookies: cookies.map((one) => one.name) };
    }

    /** Nothing stays: a browser may need a moment to let go of what was closed. `but`: cookies that may stand. */
    async leaves_nothing(but = []) {
        const deadline = performance.now() + 15_000;
        const looks = [];
        for (;;) {
            const left = await this.left_behind();
            left.cookies = left.cookies.filter((name) => !but.includes(name));
            if (isDeepStrictEqual(left, nothing)) return looks;
            looks.push(left);
            if (performance.now() > deadline) throw new Error(`left behind: ${JSON.stringify(left)}`);
        }
    }

    /** The same person in a new window of the same browser. */
    async opens_another_window(path = '/') {
        const page = await this.context.newPage();
        const other = new this.constructor({ page, context: this.context, language: this.language, trouble: this.trouble }, this.origin);
        await page.goto(this.origin + path);
        await other.sees_heading();
        return other;
    }
}

export const nothing = { databases: [], local: [], session: [], caches: [], workers: 0, cookies: [] };

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const exactly = (text) => new RegExp(`^\\s*${escaped(text)}\\s*$`);
/** A heading's sentences stand in spans of their own, with any space between. */
const loosely = (text) => new RegExp(text.split(/(?<=[.!?。！？])\s*/).filter(Boolean).map(escaped).join('\\s*'));
