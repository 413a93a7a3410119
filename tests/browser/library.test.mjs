// The library by keyboard, in both languages, on a phone and at a desk: searching on the device alone, choosing, and
// what to let go of where nothing is left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { looking } from '../support/looking.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { typing } from '../support/typing.mjs';
import { Walker } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, viewport: phone, types: 'tensed wrists', finds: 'wrists-and-shoulders', nowhere: 'xylophone' },
    { language: 'zh-Hans', poster: 1, viewport: desk, types: '手腕酸', finds: 'wrists-and-shoulders', nowhere: '木琴' },
];

let folder;
let server;
before(async () => {
    folder = demo_folder('library');
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

class Reader extends looking(typing(Walker)) {
    rows() {
        return this.page.locator('main section .rows button');
    }

    /** By the browser's own list, as the arrow keys do it. */
    async picks(key, value) {
        await this.page.getByLabel(this.word(key), { exact: true }).focus();
        await this.focus();
        await this.page.getByLabel(this.word(key), { exact: true }).selectOption(value);
    }
}

for (const person of people) {
    test(`${person.language}: what is typed finds, and stays on the device`, async () => {
        const ada = await Reader.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { ...person, motion: 'reduce' });
        const { page } = ada;
        await ada.keeps_a_minute();
        await ada.goes_to('app.library');
        await ada.rows().first().waitFor();
        const asked = [];
        page.on('request', (request) => asked.push(decodeURIComponent(`${request.url()} ${request.postData() ?? ''}`)));

        const library = await page.evaluate(async (language) => (await fetch(`/api/content/library?language=${language}`)).json(), person.language);
        const wanted = library.pauses.find((pause) => pause.id === person.finds);
        await ada.tabs_until((now) => now.tag === 'input', 'the search');
        await page.keyboard.type(person.types);
        const told = page.locator('main [role=search] [role=status]');
        await told.getByText(/\d/u).waitFor({ state: 'attached' });
        assert.match(await told.textContent(), new RegExp(String(await ada.rows().count())), 'how many there are is said');
        assert.match(await ada.rows().first().innerText(), new RegExp(wanted.title), 'the best stands first');
        if (person.viewport === phone) {
            const menu = await page.locator('nav').boundingBox();
            const best = await ada.rows().first().boundingBox();
            assert.ok(best.y + best.height <= menu.y, `what was found is in sight: it ends at ${best.y + best.height}, the menu begins at ${menu.y}`);
        }
        await ada.looks('library, searching', { focus: 'input[type=search]' });
        await page.setViewportSize(person.viewport);
        await ada.enters_line(wanted.title);
        await page.locator('article h1').getByText(wanted.title).waitFor();
        await ada.enters('common.back');
        await ada.rows().first().waitFor();
        assert.equal(await page.getByRole('searchbox').inputValue(), person.types, 'the words are still there');

        await page.getByRole('searchbox').fill(person.nowhere);
        await ada.sees_word('library.none_words');
        await ada.looks('library, nothing found', { focus: null });
        await ada.enters('library.all');
        await ada.rows().nth(3).waitFor();
        for (const one of asked) for (const word of [...person.types.split(' '), person.nowhere]) assert.ok(!one.includes(word), `sent: ${one}`);
        assert.equal(new URL(page.url()).pathname, '/', 'and the address says nothing');
        assert.deepEqual(ada.faults, []);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: time, need and posture leave what fits; nothing left says what to let go of`, async () => {
        const ada = await Reader.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { ...person, motion: 'reduce' });
        const { page } = ada;
        await ada.keeps_a_minute();
        await ada.goes_to('app.library');
        await ada.rows().first().waitFor();
        assert.ok((await ada.rows().count()) <= 7 * 4, 'a few of each part, not all of it at once');

        await ada.tabs_until((now) => now.tag === 'input', 'the search');
        await ada.tabs_until((now) => now.tag === 'input', 'the minutes');
        for (const key of ['ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
        assert.equal(await page.locator('main input[type=radio]:checked').inputValue(), '2');
        const library = await page.evaluate(async (language) => (await fetch(`/api/content/library?language=${language}`)).json(), person.language);
        const pauses = library.pauses.filter((pause) => pause.minutes <= 2);
        await ada.tabs_to('library.all_of', { n: pauses.length });
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement?.matches('section li > button'));
        for (const pause of pauses) await ada.sees(pause.title);
        for (const item of library.pauses.filter((one) => one.minutes > 2)) assert.equal(await ada.rows().filter({ hasText: item.title }).count(), 0, item.title);

        await page.locator('main summary').focus();
        await page.keyboard.press('Enter');
        await ada.picks('library.need', 'sleep');
        await ada.picks('library.posture', 'lying');
        await ada.picks('library.kind', 'pause');
        await ada.sees_word('library.none');
        await ada.looks('library, nothing fits', { focus: null });
        await page.setViewportSize(person.viewport);
        const fitting = [...library.pauses].filter((pause) => pause.need.includes('sleep') && pause.posture === 'lying').length;
        const loosen = page.locator('main .notice button').first();
        assert.match(await loosen.innerText(), /\d/u, 'one choice to let go of, and how many there are then');
        await loosen.focus();
        await page.keyboard.press('Enter');
        await ada.rows().first().waitFor();
        assert.ok((await ada.rows().count()) >= fitting);
        assert.deepEqual(ada.faults, []);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: from Today by need to a pause, and to support when it made things worse`, async () => {
        const ada = await Reader.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { ...person, motion: 'reduce' });
        const { page } = ada;
        await ada.keeps_a_minute();
        await page.locator('main .sheet').waitFor();
        await ada.enters_line(ada.word('today.by_need'));
        await ada.is_on('library.title');
        await ada.picks('library.need', 'sleep');
        await ada.rows().first().waitFor();
        await ada.rows().first().focus();
        await page.keyboard.press('Enter');
        await page.locator('article h1').waitFor();
        const next = page.getByRole('button', { name: ada.word('step.next'), exact: true });
        while ((await next.count()) > 0) await next.click();
        const sent = [];
        page.on('request', (request) => sent.push(`${request.method()} ${request.url()}`));
        await ada.enters('support.worse');
        await ada.is_on('support.title');
        assert.deepEqual(sent.filter((one) => !one.startsWith('GET')), [], 'nobody is told');
        await ada.enters('support.carry_on');
        await page.locator('article h1').waitFor();
        assert.deepEqual(ada.faults, []);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: a star is kept: first in the library, on Today, after a restart, and not in the diary`, async () => {
        const ada = await Reader.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { ...person, motion: 'reduce' });
        await ada.keeps_a_minute();
        await ada.goes_to('app.library');
        await ada.rows().first().waitFor();
        const title = (await ada.rows().first().locator('strong').innerText()).trim();
        await ada.presses_line(title);
        await ada.page.waitForFunction(() => document.activeElement?.matches('article h1'));
        await ada.enters('library.star');
        await ada.sees_word('library.unstar');
        await ada.looks('a pause with a star', { focus: null });
        await ada.page.reload();
        await ada.is_in();
        await ada.page.locator('main .rows strong', { hasText: title }).waitFor();
        await ada.goes_to('app.library');
        await ada.page.locator('main section').first().getByRole('heading', { name: ada.word('library.favourites') }).waitFor();
        await ada.looks('library with favourites');
        await ada.goes_to('app.diary');
        await ada.sees_word('diary.empty_title');
        assert.deepEqual(ada.faults, []);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: from the front door to an article and back, signed out, with nothing kept`, async () => {
        const ada = await Reader.arrive(`${server.url}/`, { ...person, motion: 'reduce' });
        const { page } = ada;
        await ada.enters('welcome.read');
        await ada.is_on('library.title');
        await ada.rows().first().waitFor();
        assert.equal(await page.locator('main section h2').first().innerText(), ada.word('library.kinds.article'), 'what she came for stands first');
        const library = await page.evaluate(async (language) => (await fetch(`/api/content/library?language=${language}`)).json(), person.language);
        const article = library.articles.find((one) => one.id === 'burnout-and-what-helps');
        const all = ada.page.getByRole('button', { name: ada.word('library.all_of', { n: library.articles.length }), exact: true });
        await all.focus();
        await page.keyboard.press('Enter');
        await ada.enters_line(article.title);
        await page.locator('article h1').getByText(article.title).waitFor();
        const next = page.getByRole('button', { name: ada.word('step.next'), exact: true });
        while ((await next.count()) > 0) await next.click();
        await ada.enters('library.done');
        await ada.is_on('library.title');
        await ada.enters('common.back');
        await ada.is_on('welcome.title');
        assert.equal(await page.evaluate(async () => (await indexedDB.databases()).length + (await caches.keys()).length + localStorage.length), 0);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: her own work is chosen once, on the device alone: in a scene, in the settings and in the library`, async () => {
        const ada = await Reader.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { ...person, motion: 'reduce' });
        const { page } = ada;
        await ada.keeps_a_minute();
        const sent = [];
        page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname} ${request.postData() ?? ''}`));
        const outline = await page.evaluate(async (language) => (await fetch(`/api/content/outline?language=${language}`)).json(), person.language);
        const module = outline.modules.find((one) => one.steps.some((step) => step.exercises.includes('scenario')));
        const step = module.steps.find((one) => one.exercises.includes('scenario'));
        await ada.opens_step(module.title, step.title);
        while ((await page.locator('main .scenario').count()) === 0) await ada.presses('step.next');
        const shown = () => page.locator('main .scenario .roles [aria-pressed=true]').innerText();
        assert.equal((await shown()).trim(), ada.word('exercises.scenario.nurse'), 'the first, while nothing was said');
        await ada.presses('exercises.scenario.porter');
        await ada.enters('exercises.scenario.mine');
        await ada.sees_word('exercises.scenario.is_mine');
        await ada.looks('a scene of her own work', { focus: null });
        await page.setViewportSize(person.viewport);

        await page.reload();
        await ada.is_in();
        await ada.opens_step(module.title, step.title);
        while ((await page.locator('main .scenario').count()) === 0) await ada.presses('step.next');
        await ada.sees_word('exercises.scenario.is_mine');
        assert.equal((await shown()).trim(), ada.word('exercises.scenario.porter'), 'after a restart');

        await ada.goes_to('app.data');
        await ada.takes_line('app.settings');
        await ada.sees_screen('settings.title');
        const chosen = page.getByRole('radio', { name: ada.word('library.roles.porter'), exact: true });
        assert.ok(await chosen.isChecked());
        await chosen.focus();
        for (const key of ['ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
        assert.ok(await page.getByRole('radio', { name: ada.word('library.roles.doctor'), exact: true }).isChecked());
        await ada.goes_to('app.library');
        await ada.rows().first().waitFor();
        assert.match(await page.locator('main summary').first().innerText(), new RegExp(ada.word('library.roles.doctor')), 'what is chosen is said, folded as it is');
        await page.locator('main summary').first().click();
        assert.equal(await page.getByLabel(ada.word('library.role'), { exact: true }).inputValue(), 'doctor');
        await ada.picks('library.role', '');
        assert.doesNotMatch(await page.locator('main summary').first().innerText(), new RegExp(ada.word('library.roles.doctor')));
        assert.deepEqual(sent.filter((one) => /porter|doctor/.test(one)), [], 'no server heard of it');
        assert.deepEqual(ada.faults, []);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: what was written in a pause stands in the diary under its questions, after a restart too, and never as code`, async () => {
        const ada = await Reader.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { ...person, motion: 'reduce' });
        const { page } = ada;
        await ada.keeps_a_minute();
        const library = await page.evaluate(async (language) => (await fetch(`/api/content/library?language=${language}`)).json(), person.language);
        const opens = async (id) => {
            const item = library.pauses.find((one) => one.id === id);
            await ada.goes_to('app.library');
            await page.getByRole('searchbox').fill(item.title);
            await ada.presses_line(item.title);
            await page.locator('article h1').getByText(item.title).waitFor();
            await ada.presses('step.next');
            return item.screens.flatMap((screen) => screen.nodes).find((node) => node.t === 'exercise');
        };
        const thought = await opens('weigh-a-thought');
        await page.locator('main textarea[data-field=thought]').fill(person.nowhere);
        const strength = page.locator('main input[type=number][data-field=strength]');
        await strength.fill('7');
        await strength.press('Tab');
        await ada.is_kept();
        await ada.looks('a thought weighed', { focus: null });
        await page.setViewportSize(person.viewport);
        const worry = await opens('time-for-worries');
        await page.locator('main input[data-field=items]').fill(person.types);
        await page.locator('main input[data-field=items]').press('Enter');
        await ada.is_kept();

        await page.reload();
        await ada.is_in();
        const reads = async (says, questions) => {
            await ada.goes_to('app.diary');
            await page.locator('main li button').filter({ hasText: says }).first().click();
            await page.locator('main [data-entry]').waitFor();
            for (const question of questions) await page.locator('main [data-entry]').getByText(question, { exact: true }).locator('visible=true').first().waitFor();
            assert.doesNotMatch(await ada.text(), /\[\{|_after/u);
        };
        await reads(person.nowhere, [thought.prompts.situation, thought.prompts.strength_after]);
        assert.equal(await page.locator('main input[type=number][data-field=strength]').inputValue(), '7');
        await page.locator('main input[type=number][data-field=strength_after]').fill('4');
        await page.locator('main input[type=number][data-field=strength_after]').press('Tab');
        await ada.sees_word('exercises.thought.moved', { what: ada.word('exercises.thought.strength'), before: '7', after: '4' });
        await ada.looks('a thought weighed again, from the diary', { focus: null });
        await page.setViewportSize(person.viewport);
        await ada.enters('common.back');
        await reads(person.types, [worry.prompts.park, worry.prompts.next]);
        await ada.sees(person.types);
        assert.deepEqual(ada.faults, []);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}
