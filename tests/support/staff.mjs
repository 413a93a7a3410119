// People of the staff, at their own address, with a phone that shows six digits.
import { rmSync } from 'node:fs';
import { Visitor } from './every_screen.mjs';
import { command, start, temporary_folder } from './server.mjs';
import { six_digits } from './six_digits.mjs';

/** A server of its own with nothing but content, and the link it greets its first administrator with. */
export async function start_new_house(name, { options = [], port, prepare = () => undefined } = {}) {
    const data = temporary_folder(name);
    prepare(data);
    const server = await start(data, { options, port });
    const made = command(['content', 'import', 'content/programmes/steady', '--data', data]);
    if (made.code !== 0) throw new Error(`content import ended with ${made.code}: ${made.err}`);
    while (!server.output().includes('Breather is ready')) await new Promise((resolve) => setTimeout(resolve, 10)); // waits for a process, not for a clock under test
    const [link] = /http:\/\/staff\.localhost:\d+\/#enrol=\S+/.exec(server.output()) ?? [];
    if (!link) throw new Error(`the server greets no first administrator:\n${server.output()}`);
    return {
        data,
        server,
        link,
        desk: new URL(link).origin,
        async remove() {
            await server.kill();
            rmSync(data, { recursive: true, force: true });
        },
    };
}

/** Somebody invited at the console, with this role. */
export function invite({ data }, role, name) {
    const made = command(['staff', 'invite', '--role', role, '--name', name, '--data', data]);
    const [link] = /http:\/\/staff\.localhost\S+/.exec(made.out) ?? [];
    if (!link) throw new Error(`no link: ${made.out}${made.err}`);
    return link;
}

export class Clerk extends Visitor {
    #secret;
    #step = 0;
    passphrase;

    get now_step() {
        return Math.floor(Date.now() / 30_000);
    }

    /** The next digits her phone may show: each works once, and one ahead is allowed. */
    async digits() {
        const step = Math.max(this.now_step, this.#step + 1);
        while (step > this.now_step + 1) await new Promise((resolve) => setTimeout(resolve, 250)); // a phone cannot be hurried
        this.#step = step;
        return six_digits(this.#secret, step);
    }

    /** Her phone takes the picture: it learns the secret that stands beside it. */
    async takes_picture() {
        this.#secret = await this.page.locator('[data-secret]').getAttribute('data-secret');
    }

    async types(key, text) {
        await this.page.getByLabel(this.word(key), { exact: true }).fill(text);
    }

    async goes_to(key) {
        await this.presses_place(key);
        await this.sees_heading();
    }

    async opens_places() {
        const menu = this.page.locator('nav button.toggle');
        await menu.waitFor({ state: 'attached' }); // a page that was just loaded may not have it yet
        if ((await menu.isVisible()) && (await menu.getAttribute('aria-expanded')) === 'false') await menu.click();
    }

    /** On a phone the places are behind a button. */
    async presses_place(key) {
        await this.opens_places();
        await this.page.locator('nav').getByText(this.word(key), { exact: true }).click();
    }

    /** Opens one of the first steps from their list, which a phone keeps behind a button. */
    async takes_step(key) {
        await this.page.locator('#steps').waitFor({ state: 'attached' });
        const list = this.page.locator('main button.where');
        if (await list.isVisible()) await list.click();
        await this.page.locator('#steps button').filter({ hasText: this.word(key) }).click();
    }

    /** From a link to the end of the enrolment. */
    async enrols(sign_in_name, name) {
        await this.presses('common.go_on');
        if (name) await this.types('enrol.called', name);
        await this.types('sign_in.name', sign_in_name);
        this.passphrase = await this.page.locator('[data-passphrase]').getAttribute('data-passphrase');
        await this.presses('common.go_on');
        await this.finishes_with_phone();
    }

    async finishes_with_phone() {
        await this.page.locator('[data-secret]').waitFor();
        await this.takes_picture();
        await this.types('sign_in.totp', await this.digits());
        await this.presses('enrol.finish');
        await this.sees_screen('enrol.done_title');
    }

    /** Passphrase and digits, where they are asked for above the screen. */
    async shows_who_she_is(go = 'common.go_on', { passphrase = this.passphrase, digits } = {}) {
        const dialog = this.page.locator('dialog[open]');
        await dialog.getByLabel(this.word('sign_in.passphrase'), { exact: true }).fill(passphrase);
        await dialog.getByLabel(this.word('sign_in.totp'), { exact: true }).fill(digits ?? (await this.digits()));
        await dialog.getByRole('button', { name: this.word(go), exact: true }).click();
    }

    /** The server wants to see passphrase and code for the next such request, as after five minutes. */
    async is_no_longer_fresh(path) {
        const keys = [];
        await this.page.route(`**${path}`, async (route) => {
            const request = route.request();
            if (request.method() === 'GET') return route.continue();
            keys.push({ key: request.headers()['idempotency-key'], body: request.postData() });
            if (keys.length > 1) return route.continue();
            return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ type: 'https://any/problems/staff.not_fresh', title: 'Again' }) });
        });
        return keys;
    }

    async link_shown() {
        await this.page.locator('[data-link]').waitFor();
        return this.page.locator('[data-link]').innerText();
    }

    /** A colleague at another computer. */
    async colleague(path) {
        return this.another(path);
    }
}
