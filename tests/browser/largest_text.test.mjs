// The largest text on the narrowest phone: what stands at the top and at the foot of every screen stays beside each other.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser } from '../support/browser.mjs';
import { people } from '../support/every_screen.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('largest');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

/** How far the menu's words stand apart, and how many lines the header has. */
const measured = () => {
    const boxes = (selector) => [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());
    const words = boxes('nav button span');
    return {
        lines: new Set(boxes('header > button').map((box) => Math.round(box.top + box.height / 2))).size,
        apart: Math.min(words[0].left, innerWidth - words.at(-1).right, ...words.slice(1).map((box, i) => box.left - words[i].right)),
    };
};

for (const person of people) {
    test(`${person.language}: no word of the menu touches another, and the header is one line`, async () => {
        const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, motion: 'reduce' });
        await ada.keeps_a_minute();
        await ada.goes_to('app.data');
        await ada.takes_line('app.settings');
        await ada.page.locator('main input[value=largest]').check();
        for (const width of [320, 360, 390]) {
            await ada.page.setViewportSize({ width, height: 740 });
            const { lines, apart } = await ada.page.evaluate(measured);
            assert.equal(lines, 1, `${width}: the header has ${lines} lines`);
            assert.ok(apart >= 4, `${width}: ${apart.toFixed(1)} px between two words or a word and the edge`);
        }
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}
