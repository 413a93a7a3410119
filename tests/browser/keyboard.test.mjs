// The whole first step without a pointer: poster → minute → keep → module → write → done → my data, with Tab, Enter,
// Space and the arrows. Wherever the focus is, it can be seen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { typing } from '../support/typing.mjs';
import { Walker } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, viewport: desk, says: 'When I wash my hands.' },
    { language: 'zh-Hans', poster: 1, viewport: phone, says: '洗手的时候。' },
];

let folder;
let server;
before(async () => {
    folder = demo_folder('keyboard');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

class Typist extends typing(Walker) {}

for (const person of people) {
    test(`${person.language}: the first step with the keyboard alone`, async () => {
        const ada = await Typist.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: person.viewport });
        const { page } = ada;

        await page.keyboard.press('Tab');
        assert.equal((await ada.focus()).name, ada.word('app.skip'), 'the first stop is past the head of the page');
        await page.keyboard.press('Enter');
        await ada.enters('common.start');
        await ada.is_on('try.breathing');
        await ada.enters('poster.enough', 'Space');
        await ada.is_on('poster.ask');
        await ada.enters('common.better');
        await ada.is_on('poster.better_title');
        await ada.enters('poster.keep');
        await ada.is_on('keep.title');
        await ada.enters('keep.yes');
        await ada.is_on('kept.title');
        await ada.enters('common.continue');
        await ada.is_in();

        // Time by the arrows, as radio buttons are.
        await ada.tabs_until((now) => now.tag === 'input', 'the minutes');
        await page.keyboard.press('ArrowRight');
        await ada.focus();
        assert.equal(await page.locator('main input[type=radio]:checked').inputValue(), '2');

        const outline = await page.evaluate(async (language) => (await fetch(`/api/content/outline?language=${language}`)).json(), person.language);
        const module = outline.modules.find((one) => one.id === 'c2-settle-the-body');
        const step = module.steps.find((one) => one.id === 'pair-it-with-a-moment');
        await enters_place(ada, 'app.course');
        await ada.is_on('course.title');
        await page.getByText(module.title, { exact: true }).waitFor();
        await ada.tabs_until((now) => now.name.includes(module.title), module.title);
        await page.keyboard.press('Enter');
        await page.locator('main ol.rows button').first().waitFor();
        await ada.enters_line(step.title);
        await page.getByRole('heading', { level: 1 }).getByText(step.title).waitFor();
        await ada.enters('step.next');
        await page.locator('main textarea').first().waitFor();

        // The quick diary: words, a number by the arrows, a word to press.
        await ada.tabs_until((now) => now.field === 'situation', 'the first field');
        await page.keyboard.type(person.says);
        await ada.tabs_until((now) => now.field === 'feeling' || now.tag === 'input', 'the scale');
        await page.keyboard.press('ArrowRight');
        await ada.focus();
        await ada.enters('exercises.diary.body.shoulders', 'Space');
        await ada.is_kept();
        assert.ok(Number(await page.locator('main input[type=number]').inputValue()) > 5, 'the arrows set the number');
        assert.match(await ada.field('body').inputValue(), new RegExp(ada.word('exercises.diary.body.shoulders')));

        // Through every page to the end, stopping at everything on the way.
        for (let at = 0; at < 12; ++at) {
            const last = (await page.getByRole('button', { name: ada.word('step.next'), exact: true }).count()) === 0;
            if (last) break;
            const label = await page.locator('.body').getAttribute('aria-label');
            await ada.enters('step.next');
            await page.waitForFunction((before) => document.querySelector('.body')?.getAttribute('aria-label') !== before, label);
            await sorts_and_answers(ada);
        }
        await ada.enters('step.finish');
        await ada.is_on('step.done_title');

        await enters_place(ada, 'app.diary');
        await ada.is_on('diary.title');
        await ada.sees(person.says);
        await enters_place(ada, 'app.data');
        await ada.is_on('data.title');
        await ada.enters_line(ada.word('data.kept'));
        await ada.is_on('data.kept');
        await page.locator('main summary').waitFor();
        await ada.enters('data.kept_all', 'Space');
        await page.locator('main details[open] dl').first().waitFor();

        // A question before something final: closed by Escape, and the focus is where it was.
        await ada.enters('common.back');
        await ada.is_on('data.title');
        await ada.enters_line(ada.word('data.delete'));
        await ada.is_on('data.delete_title');
        await ada.enters('data.delete_go');
        await page.getByRole('dialog').waitFor();
        assert.equal((await ada.focus()).name, ada.word('common.cancel'), 'the safe answer has the focus');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        assert.equal((await ada.focus()).name, ada.word('data.delete_go'));
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}

test('a focus that cannot be seen, or that something covers, is found', async () => {
    const eve = await Typist.arrive(`${server.url}/`, { viewport: phone });
    await eve.tabs_to('welcome.try');
    await eve.page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(':focus-visible { outline: none !important }');
        document.adoptedStyleSheets = [sheet];
    });
    await assert.rejects(eve.focus(), /cannot be seen/);
    await eve.page.evaluate(() => {
        document.adoptedStyleSheets = [];
        const veil = document.body.appendChild(document.createElement('div'));
        for (const [name, value] of [['position', 'fixed'], ['inset', '0']]) veil.style.setProperty(name, value);
    });
    await assert.rejects(eve.focus(), /covered/);
    await eve.context.close();
});

async function enters_place(walker, key) {
    const name = walker.word(key);
    await walker.tabs_until((now) => now.name === name && now.tag === 'button', name);
    await walker.page.keyboard.press('Enter');
}

/** Sorting without dragging, and how it feels now by the arrows, where the page has them. */
async function sorts_and_answers(walker) {
    const { page } = walker;
    await page.locator('.body .exercise, .body p').first().waitFor();
    if ((await page.locator('main [data-field=items]').count()) > 0) {
        await walker.tabs_until((now) => now.field === 'items', 'the box of things to sort');
        await page.keyboard.type('bleep');
        await page.keyboard.press('Enter');
        await page.locator('main .unsorted .piles button').first().waitFor();
        const pile = (await page.locator('main .unsorted .piles button').first().innerText()).trim();
        await walker.tabs_until((now) => now.name === pile, pile);
        await page.keyboard.press('Space');
        await page.locator('main .unsorted').waitFor({ state: 'detached' });
        await walker.focus();
    }
    if ((await page.locator('main [data-field=feels]').count()) > 0) {
        await walker.tabs_until((now) => now.tag === 'input', 'how it is now');
        await page.keyboard.press('ArrowDown');
        await walker.focus();
        await page.locator('main [data-field=feels] input:checked').waitFor();
    }
}
