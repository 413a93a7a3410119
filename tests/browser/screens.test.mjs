// Every screen of the app, in both languages, narrow and wide, in its three looks: what axe finds, what is too small
// or too wide, where the focus is, what stands in the title bar, what went wrong. One walk a language sees them all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibility_faults, close_browser, small_targets, too_wide } from '../support/browser.mjs';
import { Visitor, people, see_every_screen } from '../support/every_screen.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { expect_none } from '../support/tree.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('screens');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const narrow = { width: 360, height: 740 };
const wide = { width: 1280, height: 860 };
const narrowest = { width: 320, height: 640 };

class Looker extends Visitor {
    faults = [];
    seen = [];

    /** Looks at the screen in every way. `focus`: the heading that took it, or what else did. */
    async looks(name, { focus = 'h1' } = {}) {
        const { page, language } = this;
        this.seen.push(name);
        const say = (lines, how = '') => this.faults.push(...lines.map((line) => `${language} ${name}${how}: ${line}`));
        await page.locator('main h1').first().waitFor();
        await page.locator('main .waiting').waitFor({ state: 'detached' });

        const state = await page.evaluate(() => ({
            title: document.title,
            lang: document.documentElement.lang,
            headings: document.querySelectorAll('h1').length,
            address: location.pathname,
        }));
        if (state.title !== 'Breather') say([`the title says “${state.title}”`]);
        if (state.lang !== language) say([`the page calls itself ${state.lang}`]);
        if (state.headings !== 1) say([`${state.headings} headings of the first level`]);
        if (!/^\/(try|help|privacy|join|p\/[A-Z0-9-]+)?$/i.test(state.address)) say([`the address says ${state.address}`]);
        if (focus) {
            const there = await page.waitForFunction((wanted) => document.activeElement?.matches(wanted), focus, { timeout: 4000 }).then(() => true, () => false);
            if (!there) say([`the focus is on ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 80))}, not on ${focus}`]);
        }

        for (const [size, how] of [[narrow, ' at 360'], [wide, ' at 1280']]) {
            await page.setViewportSize(size);
            say(await accessibility_faults(page), how);
            say(await small_targets(page), how);
            say(await too_wide(page), how);
            say(await this.#help_in_reach(), how);
        }
        await page.setViewportSize(narrowest);
        say(await too_wide(page), ' at 320');
        await page.setViewportSize(narrow);
        for (const theme of ['night', 'discreet']) {
            const before = await page.evaluate((next) => {
                const { theme: now } = document.documentElement.dataset;
                document.documentElement.dataset.theme = next;
                return now;
            }, theme);
            say(await accessibility_faults(page, ['color-contrast']), ` in ${theme}`);
            await page.evaluate((back) => (document.documentElement.dataset.theme = back ?? 'light'), before);
        }
    }

    shares() {
        return { faults: this.faults, seen: this.seen };
    }

    /** Help now can be pressed where it stands, without scrolling; on its own screen it is not offered. */
    async #help_in_reach() {
        const name = this.word('app.help');
        const helping = (await this.page.locator('main h1').first().innerText()) === this.word('help.title');
        if (helping || (await this.page.locator('dialog[open]').count())) return [];
        return this.page.evaluate((wanted) => {
            const button = [...document.querySelectorAll('header button')].find((one) => one.textContent.trim() === wanted);
            if (!button) return ['there is no Help now'];
            scrollTo(0, 0);
            const box = button.getBoundingClientRect();
            const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return hit === button || button.contains(hit) ? [] : ['Help now is covered'];
        }, name);
    }
}

test('a look finds what is wrong: each fault put on a good screen is named', async () => {
    const eve = await Looker.arrive(`${server.url}/`, { viewport: narrow, motion: 'reduce' });
    await eve.looks('as it is', { focus: null });
    expect_none(eve.faults, 'mend the front door first');
    await eve.page.evaluate(() => {
        document.title = 'My mental health';
        const main = document.querySelector('main');
        for (const [tag, css, text] of [['input', '', ''], ['button', 'width: 20px; height: 20px; padding: 0', 'x'], ['p', 'color: #eee; background: #fff', 'pale'], ['div', 'width: 500px; height: 1px', ''], ['h1', '', 'Another']]) {
            const put = document.createElement(tag);
            for (const rule of css.split('; ').filter(Boolean)) put.style.setProperty(...rule.split(': '));
            put.textContent = text;
            main.append(put);
        }
        [...document.querySelectorAll('header button')].find((one) => one.textContent.trim() === 'Help now').remove();
        console.error('something broke');
        new Image().src = 'http://elsewhere.invalid/';
    });
    await eve.looks('spoilt');
    const found = [...eve.faults, ...eve.trouble()].join('\n');
    for (const fault of [/title says/, /2 headings/, /focus is on/, /label/, /color-contrast/, /“x” is 20 × 20, not 44/, /wider than 360/, /wider than 320/, /no Help now/, /something broke/, /foreign request/, /Content Security Policy/]) {
        assert.match(found, fault);
    }
    await eve.context.close();
});

for (const person of people) {
    test(`${person.language}: every screen`, async () => {
        const address = `${server.url}/p/${folder.codes[person.poster]}`;
        const ada = await Looker.arrive(address, { language: person.language, viewport: narrow, motion: 'reduce' });
        await see_every_screen(ada, { address, person });
        const trouble = [ada, ...ada.others].flatMap((one) => one.trouble());
        expect_none([...ada.faults, ...trouble.map((line) => `${person.language}: ${line}`)], 'mend the screen; the name before the colon says which');
        await ada.context.close();
    });
}

test('once the first page is there, Help now and a minute of breathing need no connection', async () => {
    for (const { language, poster } of people) {
        const eve = await Walker.arrive(`${server.url}/p/${folder.codes[poster]}`, { language, viewport: narrow });
        await eve.context.setOffline(true);
        await eve.presses('app.help');
        await eve.sees_screen('help.title');
        await eve.presses('help.region_gb');
        await eve.page.locator('main a[href="tel:999"]').waitFor();
        await eve.presses('help.region_cn');
        await eve.page.locator('main a[href="tel:120"]').waitFor();
        await eve.page.goBack();
        await eve.presses('common.start');
        await eve.sees_word('exercises.breathing.in');
        await eve.presses('poster.enough');
        await eve.sees_screen('poster.ask');
        assert.deepEqual(eve.trouble(), []);
        await eve.context.close();
    }
});
