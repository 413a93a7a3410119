// What looking at a screen means for the tests: what axe finds, what is too small or too wide, where the focus is, what
// stands in the title bar and the address.
import { accessibility_faults, small_targets, too_wide } from './browser.mjs';

export const narrow = { width: 360, height: 740 };
const wide = { width: 1280, height: 860 };
const narrowest = { width: 320, height: 640 };

/** Somebody who looks at each screen in every way, and writes her findings into `faults`. */
export function looking(Person) {
    return class extends Person {
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
            if (!/^\/(try|help|privacy|join|[pw]\/[A-Z0-9-]+)?$/i.test(state.address)) say([`the address says ${state.address}`]);
            if (focus) {
                const there = await page.waitForFunction((wanted) => document.activeElement?.matches(wanted), focus, { timeout: 4000 }).then(() => true, () => false);
                if (!there) say([`the focus is on ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 80))}, not on ${focus}`]);
            }

            for (const [size, how] of [[narrow, ' at 360'], [wide, ' at 1280']]) {
                await page.setViewportSize(size);
                say(await accessibility_faults(page), how);
                say(await small_targets(page), how);
                say(await too_wide(page), how);
                say(await this.help_in_reach(), how);
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
        async help_in_reach() {
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
    };
}
