// The one walk that sees every screen of the app in every notable state. Whoever walks says what looking means: the
// screens test checks, the gallery takes a picture. A screen added here is in both.
import assert from 'node:assert/strict';
import { open_browser, phone } from './browser.mjs';
import { Walker } from './walk.mjs';

export const people = [
    { language: 'en-GB', poster: 0, says: 'Two beds, one pair of hands.' },
    { language: 'zh-Hans', poster: 1, says: '两张床，一双手。' },
];
const exercise_types = ['paced_breathing', 'grounding', 'stress_diary', 'if_then', 'control_sorting', 'audio', 'reveal', 're_entry', 'animation', 'scenario', 'quiz', 'signs_check', 'confidence_ruler'];

const wechat = 'Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.42.2460 NetType/4G';

export class Visitor extends Walker {
    /** Those in other browsers whom she met on the way. */
    others = [];

    /** `name` of the screen; `focus`: the selector of what took it, or null where nothing moved it. */
    async looks() {
        throw new Error('whoever visits says what looking means');
    }

    /** A state in which something lies over the page, or the page as it is printed: for those who take pictures. */
    async glimpses() {}
    async prints() {}

    /** Once she is in: what she chooses for the rest of the walk. */
    async settles() {}

    /** What she and those in other browsers write their findings into. */
    shares() {
        return {};
    }

    /** The same way of looking in another browser; `refuses` to keep anything, as a private window or a chat app does. */
    async another(path, { agent, refuses = false } = {}) {
        const context = await (await open_browser()).newContext({ viewport: phone, locale: this.language, hasTouch: true, reducedMotion: 'reduce', colorScheme: this.theme === 'night' ? 'dark' : 'light', ...(agent && { userAgent: agent }) });
        if (refuses) {
            await context.addInitScript(() => {
                delete Navigator.prototype.serviceWorker;
                IDBFactory.prototype.open = () => {
                    throw new DOMException('refused', 'SecurityError');
                };
            });
        }
        const other = await this.constructor.arrive(this.origin + path, { language: this.language, context });
        Object.assign(other, this.shares());
        this.others.push(other);
        return other;
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

/** `ada`: a Visitor on the poster at `address`. */
export async function see_every_screen(ada, { address, person }) {
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
    await ada.presses('welcome.read');
    await ada.page.locator('main .rows button').first().waitFor();
    await ada.looks('library, from the front door');
    await ada.presses('common.back');
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

    // ---- a browser that keeps nothing
    const eve = await ada.another(new URL(address).pathname, { agent: wechat, refuses: true });
    await eve.presses('common.start');
    await eve.presses('poster.enough');
    await eve.presses('common.better');
    await eve.presses('poster.keep');
    await eve.sees_word('in_app.title');
    await eve.looks('keep, in a chat app');
    await eve.presses('keep.yes');
    await eve.sees_word('keep.refused_title');
    await eve.looks('keep, refused by the browser', { focus: null });
    await eve.presses('keep.with_card');
    await eve.sees_screen('keep.card_title');
    await eve.looks('keep, a card first');
    await eve.presses('data.card_kept');
    await eve.sees_word('kept.on_card');
    await eve.looks('kept, on a card');
    await eve.context.close();

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
    await ada.settles();
    await page.locator('main .rows').first().waitFor();
    await ada.looks('today');

    // ---- the course
    const outline = await page.evaluate(async (language) => (await fetch(`/api/content/outline?language=${language}`)).json(), person.language);
    // The one with the diary first; the others are walked to their end, so that Today has nothing left to suggest.
    const diary_first = outline.modules.toSorted((one, other) => Number(other.id === 'c2-settle-the-body') - Number(one.id === 'c2-settle-the-body'));
    const [module] = diary_first;
    await ada.goes_to('app.course');
    await page.getByText(module.title, { exact: true }).waitFor();
    await ada.looks('course');
    await page.getByText(module.title, { exact: true }).click();
    await page.locator('main ol.rows button').first().waitFor();
    await ada.looks('module');
    for (const [step, part] of diary_first.flatMap((one) => one.steps.map((step) => [step, one]))) {
        if (step !== module.steps[0]) {
            await ada.goes_to('app.course');
            await page.getByText(part.title, { exact: true }).click();
            await page.locator('main ol.rows button').first().waitFor();
        }
        await page.getByText(step.title, { exact: true }).first().click();
        await page.getByRole('heading', { level: 1 }).getByText(step.title).waitFor();
        for (let at = 0; ; ++at) {
            await page.locator('[data-exercise], .body').first().waitFor();
            const types = await types_here(ada, outline, part, step);
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
    }
    await ada.goes_to('app.course');
    await page.getByText(module.title, { exact: true }).click();
    await page.locator('main ol.rows button').first().waitFor();
    assert.deepEqual([...seen_types].sort(), [...exercise_types].sort(), 'the course shows every type of exercise it has');
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
    await ada.prints('diary, a page');
    await ada.presses('diary.delete');
    await page.getByRole('dialog').waitFor();
    await ada.looks('diary, deleting', { focus: 'dialog button' });
    await page.getByRole('dialog').getByRole('button', { name: ada.word('common.cancel') }).click();

    // ---- my data and settings
    await ada.goes_to('app.data');
    await ada.looks('my data');
    for (const [line, title] of [['kept', 'kept'], ['looks', 'looks'], ['card', 'card_title'], ['passphrase', 'passphrase_title'], ['sign_out', 'sign_out'], ['delete', 'delete_title']]) {
        await ada.takes_line(`data.${line}`);
        await ada.sees_screen(`data.${title}`);
        if (line === 'kept') await page.locator('main summary').click();
        if (line === 'passphrase') await page.locator('main form ol li').first().waitFor();
        await ada.looks(`my data, ${line}`, { focus: line === 'kept' ? null : 'h1' });
        if (line === 'card') await ada.prints('my data, card');
        await ada.back();
        await ada.sees_screen('data.title');
    }
    await ada.takes_line('data.devices');
    await ada.page.locator('.device').first().waitFor();
    await ada.looks('my data, devices');
    await ada.page.locator('.device button').first().click();
    await ada.looks('my data, naming a device', { focus: null });

    // ---- another screen, opened with this phone
    const ward = await ada.another('/join');
    await ward.page.clock.install();
    await ward.takes_line('join.link');
    await ward.page.locator('[data-code]').waitFor();
    await ward.looks('link, the screen');
    const code = await ward.page.locator('[data-code]').innerText();
    await page.goBack();
    await ada.sees_screen('data.title');
    await ada.takes_line('data.devices');
    await ada.takes_line('data.devices_link');
    await ada.sees_screen('link.title');
    await ada.looks('link, typing the code');
    await page.getByLabel(ada.word('link.code_label')).fill(code);
    await ada.presses('common.go_on');
    await ada.sees_screen('link.ask_title');
    await ada.looks('link, the question');
    await ada.presses('link.yes');
    await ada.sees_word('link.done_digits');
    await ada.looks('link, done');
    await ward.sees_word('link.opened_digits');
    await ward.looks('link, opened');
    await ward.presses('common.go_on');
    await ward.is_in();
    await ward.looks('shared computer, today');
    await ward.page.clock.runFor(130_000);
    await ward.sees_word('app.covered');
    await ward.glimpses('shared computer, covered');
    await ward.page.clock.runFor(120_000);
    await ward.sees_word('states.shared_idle_soon');
    await ward.glimpses('shared computer, soon closed');
    await ward.page.clock.runFor(60_000);
    await ward.sees_screen('states.ended_title');
    await ward.page.clock.resume();
    await ward.looks('shared computer, closed');
    await ward.context.close();

    // ---- a PIN
    const types_pin = async (pin) => {
        await page.getByLabel(ada.word('lock.pin'), { exact: true }).fill(pin);
        await ada.presses('join.open');
    };
    await ada.goes_to('app.data');
    await ada.takes_line('lock.title');
    await ada.looks('lock, a card first');
    await ada.back();
    await ada.keeps_a_card();
    await ada.takes_line('lock.title');
    await ada.looks('lock, setting a PIN');
    await page.getByLabel(ada.word('lock.new_pin'), { exact: true }).fill('4821');
    await page.getByLabel(ada.word('lock.again'), { exact: true }).fill('4812');
    await ada.presses('lock.keep');
    await page.getByRole('alert').waitFor();
    await ada.looks('lock, not the same', { focus: null });
    await page.getByLabel(ada.word('lock.again'), { exact: true }).fill('4821');
    await ada.presses('lock.keep');
    await ada.sees_screen('lock.on_title');
    await ada.looks('lock, set', { focus: null });
    await ada.visits('/');
    await page.getByLabel(ada.word('lock.pin'), { exact: true }).waitFor();
    await ada.looks('locked', { focus: null });
    await types_pin('0000');
    await page.getByRole('alert').waitFor();
    await ada.looks('locked, a wrong PIN', { focus: null });
    await types_pin('4821');
    await ada.is_in();
    await ada.goes_to('app.data');
    await ada.takes_line('lock.title');
    await ada.presses('lock.remove');
    await ada.sees_screen('lock.set_title');
    await ada.back();
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
}

/** The types of exercise on the page she sees, as the programme calls them. */
async function types_here(walker, outline, course, step) {
    walker.content ??= new Map();
    if (!walker.content.has(step.id)) {
        const asked = `/api/content/steps/${outline.hash}/${course.id}/${step.id}?language=${walker.language}`;
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
