// The discreet look, read from two metres: what stands large on a screen says nothing of what it is for.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('discreet');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

/** Help now stays: it must be found. Titles of modules and steps are the programme's own and are not the app's to change. */
const telling = /diary|stress|\bbreath(e|ing|s)?\b|mood|feel|mental|anxi|worr|hard moment|evening|morning|日记|压力|呼吸|心情|情绪|心理|焦虑|难熬|辛苦|晚上|早上/i;

const people = [
    { language: 'en-GB', poster: 0 },
    { language: 'zh-Hans', poster: 1 },
];

/** Everything that is drawn large, or stands in the menu; and any drawing. */
const read_from_afar = (walker) =>
    walker.page.evaluate(() => {
        const shown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility === 'visible';
        const large = [...document.querySelectorAll('h1, nav button')].filter(shown).map((one) => one.innerText.trim());
        const drawings = [...document.querySelectorAll('main svg.drawing, main .drawing')].filter(shown).length;
        return { large: [...large, document.title], drawings };
    });

for (const person of people) {
    test(`${person.language}: in the discreet look no heading and no menu tells what this is`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: desk });
        await ada.keeps_a_minute();
        const ordinary = await read_from_afar(ada);
        assert.ok(ordinary.large.some((text) => telling.test(text)), 'the ordinary look is told apart');
        await ada.goes_to('app.data');
        await ada.takes_line('app.settings');
        await ada.page.locator('main input[value=discreet]').check();
        await ada.page.waitForFunction(() => document.documentElement.dataset.theme === 'discreet');
        const menu = ['app.today', 'app.course', 'app.library', 'plain.app.diary', 'app.data'];
        for (const place of menu) {
            await ada.goes_to(place);
            const seen = await read_from_afar(ada);
            for (const text of seen.large) assert.doesNotMatch(text, telling, `${place}: “${text}”`);
            assert.equal(seen.drawings, 0, place);
        }
        await ada.goes_to('plain.app.diary');
        await ada.presses('plain.diary.new');
        await ada.field('situation').waitFor();
        for (const text of (await read_from_afar(ada)).large) assert.doesNotMatch(text, telling, `a new page: “${text}”`);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}

for (const person of people) {
    test(`${person.language}: a printed page holds what she wrote, and nothing of the app around it`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
        await ada.keeps_a_minute();
        await ada.goes_to('app.diary');
        await ada.presses('diary.new');
        const says = 'On paper, on my own.';
        await ada.field('situation').fill(says);
        await ada.is_kept();
        await ada.page.emulateMedia({ media: 'print' });
        const text = await ada.page.evaluate(() => document.body.innerText);
        for (const key of ['app.name', 'app.help', 'app.leave', 'app.today', 'app.library', 'common.back', 'exercises.only_you']) {
            const word = ada.word(key);
            assert.ok(!text.split('\n').some((line) => line.trim() === word), `“${word}” would be printed: ${text}`);
        }
        const fields = await ada.page.locator('main textarea:visible').evaluateAll((all) => all.map((one) => one.value));
        assert.deepEqual(fields, [says], 'what she left open is not printed');
        assert.equal(await ada.page.title(), 'Breather', 'what a browser prints above it');
        await ada.context.close();
    });
}

for (const person of people) {
    test(`${person.language}: a card printed from the night look on a wide screen is dark on light, and as wide as the paper`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: desk, theme: 'night' });
        await ada.keeps_a_minute();
        await ada.goes_to('app.data');
        await ada.takes_line('data.card');
        await ada.sees_screen('data.card_title');
        const look = () =>
            ada.page.evaluate(() => {
                const light = (colour) => colour.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
                const card = getComputedStyle(document.querySelector('.card'));
                return { paper: light(card.backgroundColor), ink: light(card.color), width: document.querySelector('main').getBoundingClientRect().width };
            });
        const screen = await look();
        assert.ok(screen.paper < 0.3 && screen.ink > 0.7, 'the night look itself is light on dark');
        await ada.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        const paper = await look();
        assert.ok(paper.paper > 0.9 && paper.ink < 0.3, JSON.stringify(paper));
        assert.ok(paper.width > 500, `${paper.width} px wide`);
        await ada.context.close();
    });
}
