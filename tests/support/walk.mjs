// What people do in the app, by the words they read. Every step fails with the screen's own text.
import { open_page, word } from './browser.mjs';

export class Walker {
    static async arrive(url, options = {}) {
        const opened = await open_page(url, options);
        const walker = new Walker(opened, new URL(url).origin);
        await opened.page.goto(url);
        await walker.sees_heading();
        return walker;
    }

    constructor({ page, context, language, trouble }, origin) {
        Object.assign(this, { page, context, language, trouble, origin });
        page.setDefaultTimeout(8000);
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
        await this.page.getByText(module, { exact: true }).first().click();
        await this.page.getByText(step, { exact: true }).first().click();
        await this.page.getByRole('heading', { level: 1 }).getByText(step).waitFor();
    }

    /** The same person in a new window of the same browser. */
    async opens_another_window(path = '/') {
        const page = await this.context.newPage();
        const other = new Walker({ page, context: this.context, language: this.language, trouble: this.trouble }, this.origin);
        await page.goto(this.origin + path);
        await other.sees_heading();
        return other;
    }
}
