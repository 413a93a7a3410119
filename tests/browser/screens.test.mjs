// Every screen of the app, in both languages, narrow and wide, in its three looks: what axe finds, what is too small
// or too wide, where the focus is, what stands in the title bar, what went wrong. One walk a language sees them all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibility_faults, close_browser, small_targets, too_wide } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { expect_none } from '../support/tree.mjs';
import { Walker } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, says: 'Two beds, one pair of hands.' },
    { language: 'zh-Hans', poster: 1, says: '两张床，一双手。' },
];
const exercise_types = ['paced_breathing', 'grounding', 'stress_diary', 'if_then', 'control_sorting', 'audio', 'reveal', 're_entry'];

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

class Looker extends Walker {
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

    async back() {
        await this.page.goBack();
        await this.sees_heading();
    }

    async visits(path) {
        await this.page.goto(this.origin + path);
        await this.sees_heading();
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
        const page = ada.page;
        const seen_types = new Set();

        // ---- outside
        await ada.looks('poster', { focus: null });
        await ada.presses('common.start');
        await ada.looks('minute');
        await ada.presses('poster.enough');
        await ada.looks('minute, the question');
        await ada.presses('common.worse');
        await ada.looks('worse');
        await ada.presses('support.carry_on');
        await ada.looks('after, worse');
        await ada.presses('poster.another');
        await ada.presses('poster.enough');
        await ada.presses('common.better');
        await ada.looks('after, better');
        await ada.presses('common.close');
        await ada.looks('closed');
        await ada.visits('/p/NQTACQDE');
        await ada.sees_screen('poster.unknown_title');
        await ada.looks('code nobody knows', { focus: null });
        await ada.visits('/');
        await ada.looks('welcome', { focus: null });
        await ada.presses('welcome.try');
        await ada.page.locator('main .rows button').first().waitFor();
        await ada.looks('try');
        await ada.page.locator('main .rows button').first().click();
        await ada.page.locator('article h1').waitFor();
        await ada.looks('pause, outside');
        await ada.presses('app.help');
        await ada.sees_screen('help.title');
        await ada.looks('help');
        for (const region of ['region_gb', 'region_cn', 'region_other']) {
            await ada.presses(`help.${region}`);
            await ada.looks(`help, ${region}`, { focus: null });
        }
        await ada.visits('/privacy');
        await ada.looks('privacy', { focus: null });
        await ada.visits('/join');
        await ada.looks('join', { focus: null });
        await ada.takes_line('join.code');
        await ada.sees_screen('join.code_title');
        await ada.looks('join by code');
        await page.locator('main input').fill('NQTACQDE');
        await ada.presses('common.go_on');
        await page.getByRole('alert').waitFor();
        await ada.looks('join by code, refused', { focus: 'main button' });
        await ada.back();
        await ada.takes_line('join.passphrase');
        await ada.sees_screen('join.passphrase_title');
        await ada.looks('join by passphrase');
        await ada.back();
        await ada.takes_line('join.recovery');
        await ada.sees_screen('join.recovery_title');
        await ada.looks('join by card');

        // ---- keeping
        await page.goto(address);
        await ada.presses('common.start');
        await ada.presses('poster.enough');
        await ada.presses('common.same');
        await ada.looks('after, same');
        await ada.presses('poster.keep');
        await ada.sees_screen('keep.title');
        await ada.looks('keep');
        await ada.presses('keep.no');
        await ada.sees_screen('shared.title');
        await ada.looks('keep, on a shared phone');
        await ada.back();
        await ada.presses('keep.yes');
        await ada.sees_screen('kept.title');
        await ada.looks('kept');
        await ada.presses('common.continue');
        await ada.is_in();
        await page.locator('main .rows').first().waitFor();
        await ada.looks('today');

        // ---- the course
        const outline = await page.evaluate(async (language) => (await fetch(`/api/content/outline?language=${language}`)).json(), person.language);
        const [module] = outline.modules;
        await ada.goes_to('app.course');
        await page.getByText(module.title, { exact: true }).waitFor();
        await ada.looks('course');
        await page.getByText(module.title, { exact: true }).click();
        await page.locator('main ol.rows button').first().waitFor();
        await ada.looks('module');
        for (const step of module.steps) {
            await page.getByText(step.title, { exact: true }).first().click();
            await page.getByRole('heading', { level: 1 }).getByText(step.title).waitFor();
            for (let at = 0; ; ++at) {
                await page.locator('[data-exercise], .body').first().waitFor();
                const types = await types_here(ada, outline, step);
                const fresh = types.filter((type) => !seen_types.has(type));
                if (fresh.length > 0 || (at === 0 && step === module.steps[0])) {
                    for (const type of fresh) seen_types.add(type);
                    await ada.looks(`step, ${['opened', ...fresh].join(', ')}`, { focus: at === 0 ? 'h1' : '.body' });
                }
                if (fresh.includes('stress_diary')) await writes_all_over(ada, person);
                const next = page.getByRole('button', { name: ada.word('step.next'), exact: true });
                if ((await next.count()) === 0) break;
                const label = await page.locator('.body').getAttribute('aria-label');
                await next.click();
                await page.waitForFunction((before) => document.querySelector('.body')?.getAttribute('aria-label') !== before, label);
            }
            await ada.presses('step.finish');
            await ada.sees_screen('step.done_title');
            if (step === module.steps[0]) await ada.looks('step done');
            await ada.goes_to('app.course');
            await page.getByText(module.title, { exact: true }).click();
            await page.locator('main ol.rows button').first().waitFor();
        }
        assert.deepEqual([...seen_types].sort(), [...exercise_types].sort(), 'the module shows every type of exercise');
        await ada.looks('module, done', { focus: null });
        await ada.goes_to('app.today');
        await ada.sees_word('today.done_title');
        await ada.looks('today, all done');

        // ---- library and diary
        await ada.goes_to('app.library');
        await page.locator('main .rows button').first().waitFor();
        await ada.looks('library');
        await page.locator('main section').first().locator('.rows button').nth(1).click();
        await page.locator('article h1').waitFor();
        await ada.looks('pause');
        await ada.back();
        await page.locator('main section').nth(1).locator('.rows button').first().click();
        await page.locator('article h1').waitFor();
        await ada.looks('article');
        await ada.goes_to('app.diary');
        await page.locator('main .entry').first().waitFor();
        await ada.looks('diary');
        await ada.presses('diary.new');
        await ada.field('situation').waitFor();
        await ada.looks('diary, new page');
        await ada.field('situation').fill(person.says);
        await ada.is_kept();
        await page.locator('main details summary').first().click();
        await ada.looks('diary, a page', { focus: null });
        await ada.presses('diary.delete');
        await page.getByRole('dialog').waitFor();
        await ada.looks('diary, deleting', { focus: 'dialog button' });
        await page.getByRole('dialog').getByRole('button', { name: ada.word('common.cancel') }).click();

        // ---- my data and settings
        await ada.goes_to('app.data');
        await ada.looks('my data');
        for (const [line, title] of [['kept', 'kept'], ['card', 'card_title'], ['passphrase', 'passphrase_title'], ['sign_out', 'sign_out'], ['delete', 'delete_title']]) {
            await ada.takes_line(`data.${line}`);
            await ada.sees_screen(`data.${title}`);
            if (line === 'kept') await page.locator('main summary').click();
            if (line === 'passphrase') await page.locator('main form ol li').first().waitFor();
            await ada.looks(`my data, ${line}`, { focus: line === 'kept' ? null : 'h1' });
            await ada.back();
            await ada.sees_screen('data.title');
        }
        await ada.takes_line('data.devices');
        await ada.page.locator('.device').first().waitFor();
        await ada.looks('my data, devices');
        await ada.page.locator('.device button').first().click();
        await ada.looks('my data, naming a device', { focus: null });
        await page.goBack();
        await ada.sees_screen('data.title');
        await ada.takes_line('app.settings');
        await ada.sees_screen('settings.title');
        await ada.looks('settings');
        await ada.back();
        await ada.takes_line('who.title');
        await ada.sees_screen('privacy.title');
        await ada.looks('privacy, inside');
        await ada.presses('app.help');
        await ada.sees_screen('help.title');
        await ada.looks('help, inside');

        // ---- no connection: Help now is there, the rest says what is so
        await ada.back();
        await ada.context.setOffline(true);
        await ada.presses('app.help');
        await ada.sees_screen('help.title');
        assert.ok((await page.locator('main a[href^="tel:"]').count()) > 0, 'numbers to press, without a connection');
        await ada.back();
        await ada.sees_word('states.offline_own');
        await ada.looks('no connection');
        await ada.context.setOffline(false);

        // ---- the end
        const other = await ada.opens_another_window();
        await other.is_in();
        await other.goes_to('app.data');
        await other.takes_line('data.sign_out');
        await other.presses('data.close_go');
        await other.sees_screen('welcome.back_title');
        await ada.sees_screen('states.ended_title');
        await ada.looks('ended');
        await other.page.close();
        await page.locator('main .rows button').first().click();
        await ada.is_in();
        await ada.goes_to('app.data');
        await ada.takes_line('data.delete');
        await ada.presses('data.delete_go');
        await page.getByRole('dialog').waitFor();
        await ada.looks('deleting, the last question', { focus: 'dialog button' });
        await page.getByRole('dialog').getByRole('button', { name: ada.word('data.delete_go') }).click();
        await ada.sees_screen('data.deleted');
        await ada.looks('deleted');
        await ada.presses('app.leave');
        await page.locator('main.cover').waitFor();

        expect_none([...ada.faults, ...ada.trouble().map((line) => `${person.language}: ${line}`)], 'mend the screen; the name before the colon says which');
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

/** The types of exercise on the page she sees, as the programme calls them. */
async function types_here(walker, outline, step) {
    walker.content ??= new Map();
    if (!walker.content.has(step.id)) {
        const asked = `/api/content/steps/${outline.hash}/${outline.modules[0].id}/${step.id}?language=${walker.language}`;
        const whole = await walker.page.evaluate(async (path) => (await fetch(path)).json(), asked);
        walker.content.set(step.id, new Map(whole.screens.flatMap((one) => one.nodes).filter((node) => node.t === 'exercise').map((node) => [node.id, node.type])));
    }
    const ids = await walker.page.locator('main [data-exercise]').evaluateAll((found) => found.map((one) => one.dataset.exercise));
    return [...new Set(ids.map((id) => walker.content.get(step.id).get(id)))];
}

/** Words in the quick diary, so that what is said about them is looked at too. */
async function writes_all_over(walker, person) {
    await walker.field('situation').fill(person.says);
    await walker.page.locator('main input[type=range]').fill('8');
    await walker.page.locator('main .chips button').first().click();
    await walker.is_kept();
    await walker.looks('step, stress_diary written', { focus: null });
}
