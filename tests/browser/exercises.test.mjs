// Each exercise that writers may use and the programme need not hold yet, from a pack made for this: in English by
// keyboard alone, in Chinese by touch, looked at in every width, and found again after the window was closed.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { close_browser } from '../support/browser.mjs';
import { looking, narrow } from '../support/looking.mjs';
import { command, start, temporary_folder } from '../support/server.mjs';
import { root } from '../support/tree.mjs';
import { Walker } from '../support/walk.mjs';

const people = [
    { language: 'en-GB', poster: 0, module: 'New ones', by: 'keyboard', says: 'the rota', more: 'the bus home' },
    { language: 'zh-Hans', poster: 1, module: '新的练习', by: 'touch', says: '排班', more: '末班车' },
];
const content = temporary_folder('exercises-content');
const data = temporary_folder('exercises');
let server;
let codes;
before(async () => {
    cpSync(join(root, 'content'), content, { recursive: true });
    const pack = join(content, 'programmes', 'steady'); // the demo's people are in the programme of this name
    rmSync(pack, { recursive: true });
    cpSync(join(root, 'tests/features/content/packs/exercises'), pack, { recursive: true });
    writeFileSync(join(pack, 'pack.yaml'), readFileSync(join(pack, 'pack.yaml'), 'utf8').replace('id: exercises', 'id: steady'));
    const made = command(['demo', '--data', data, '--content', content]);
    assert.equal(made.code, 0, made.err);
    codes = [...made.out.matchAll(/\/p\/([A-Z0-9-]+)/gi)].map((m) => m[1]);
    server = await start(data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    for (const folder of [content, data]) rmSync(folder, { recursive: true, force: true });
});

class Person extends looking(Walker) {
    main(selector) {
        return this.page.locator(`main ${selector}`);
    }
    /** Presses as her way of using it does. */
    async uses(found) {
        const target = found.first();
        if (this.by === 'touch') return target.tap({ force: (await target.getAttribute('aria-disabled')) === 'true' });
        await target.focus();
        assert.ok(await target.evaluate((e) => e === document.activeElement), 'a keyboard reaches it');
        await this.page.keyboard.press('Space');
    }
    named(key, params) {
        return this.main('button').filter({ hasText: new RegExp(`^\\s*${this.word(key, params)}\\s*$`) });
    }
    async writes(field, text) {
        await this.main(`textarea[data-field="${field}"]`).fill(text);
    }
    async rates(field, value) {
        const number = this.main(`input[type=number][data-field="${field}"]`);
        await number.fill(String(value));
        await number.press('Tab');
    }
    async opens(step) {
        const outline = await this.page.evaluate(async (l) => (await fetch(`/api/content/outline?language=${l}`)).json(), this.language);
        const { title } = outline.modules[0].steps.find((one) => one.id === step);
        await this.opens_step(this.module, title);
    }
}

async function arrives(person, motion = 'reduce') {
    const ada = await Person.arrive(`${server.url}/p/${codes[person.poster]}`, { language: person.language, viewport: narrow, motion });
    Object.assign(ada, person);
    await ada.keeps_a_minute();
    return ada;
}

const walks = {
    async 'thought-record'(ada, person) {
        await ada.uses(ada.main('summary'));
        await ada.writes('situation', person.says);
        await ada.rates('strength', 8);
        await ada.rates('strength_after', 5);
        await ada.writes('fairer', person.more);
        await ada.sees_word('exercises.thought.moved', { what: ada.word('exercises.thought.strength'), before: '8', after: '5' });
        await ada.rates('belief', 6);
        await ada.rates('belief_after', 6);
        await ada.sees_word('exercises.thought.stayed', { what: ada.word('exercises.thought.belief'), before: '6' });
    },
    async confidence(ada, person) {
        await ada.rates('rating', 0);
        await ada.main('textarea[data-field=why_not_lower]').waitFor({ state: 'detached' });
        await ada.rates('rating', 4);
        await ada.writes('why_not_lower', person.says);
        await ada.main('.said').waitFor();
    },
    async 'worry-time'(ada, person) {
        await ada.main('input[data-field=items]').fill(person.says);
        await ada.main('input[data-field=items]').press('Enter');
        await ada.uses(ada.main('.unsorted button'));
        await ada.main('.heaps').waitFor();
        assert.match(await ada.main('.heaps section').first().innerText(), new RegExp(person.says));
        await ada.main('input[type=time]').fill('18:30');
        await ada.writes('next', person.more);
        await ada.uses(ada.main('summary'));
        await ada.uses(ada.named('exercises.breathing.start'));
        await ada.sees_word('exercises.worry.now');
        await ada.uses(ada.named('exercises.breathing.pause'));
    },
    async 'good-things'(ada, person) {
        for (const field of ['one', 'one_why', 'two', 'three']) await ada.writes(field, person.says);
        await ada.main('.said').waitFor();
    },
    async muscles(ada) {
        await ada.uses(ada.named('exercises.breathing.bell'));
        await ada.uses(ada.named('exercises.muscles.start'));
        const first = await ada.main('.timed [role=status]').innerText();
        await ada.page.waitForFunction((text) => document.querySelector('.timed [role=status]').innerText !== text, first, { timeout: 9000 });
        await ada.uses(ada.named('exercises.breathing.pause'));
    },
    async anchor(ada, person) {
        await ada.writes('notice', person.says);
        await ada.writes('choose', person.more);
        await ada.main('.said').waitFor();
    },
    async quiz(ada) {
        const options = ada.main('fieldset').first().locator('input[type=radio]');
        await ada.uses(options.nth(1));
        await ada.main('.said').first().waitFor();
        assert.equal(await ada.main('.said').first().locator('p').count(), 2, 'what is closest is said too');
        await options.nth(0).check();
        await ada.page.waitForFunction(() => document.querySelectorAll('main fieldset .said p').length === 1);
    },
    async values(ada, person) {
        for (let i = 0; i < 4; ++i) await ada.uses(ada.main('.unsorted button'));
        await ada.uses(ada.main('.unsorted li:last-child button').nth(2));
        const offered = ada.main('.offered button');
        assert.equal(await offered.count(), 4, person.language);
        for (let i = 0; i < 3; ++i) await ada.uses(offered.nth(i));
        await ada.sees_word('exercises.values.full', { count: 3 });
        await ada.uses(offered.nth(3));
        assert.equal(await ada.main('.offered button[aria-pressed=true]').count(), 3, 'a fourth is not taken');
        await ada.main('.said').waitFor();
    },
    async signs(ada) {
        await ada.uses(ada.main('input[type=checkbox]').nth(1));
        await ada.main('.said').waitFor();
        assert.doesNotMatch(await ada.main('.signs').innerText(), /\d/, 'no number comes of it');
    },
    async scenario(ada) {
        const before = await ada.main('.scene').innerText();
        await ada.uses(ada.named('exercises.scenario.porter'));
        assert.notEqual(await ada.main('.scene').innerText(), before);
    },
    async drawings(ada) {
        for (let i = 0; i < 3; ++i) {
            const figure = ada.main('figure');
            await figure.waitFor();
            await ada.uses(ada.main('summary'));
            await ada.main('figure .words p').first().waitFor();
            if (i < 2) {
                await ada.looks(`drawing ${i}`, { focus: null });
                await ada.presses('step.next');
            }
        }
    },
};

for (const person of people) {
    test(`${person.language}: every exercise by ${person.by}`, async () => {
        const ada = await arrives(person);
        for (const [step, walk] of Object.entries(walks)) {
            await ada.opens(step);
            await walk(ada, person);
            await ada.looks(step, { focus: null });
        }
        assert.deepEqual(ada.faults, []);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });

    test(`${person.language}: what was written and chosen is found again, and stands in the diary`, async () => {
        const ada = await arrives(person);
        await ada.opens('values');
        await walks.values(ada, person);
        await ada.is_kept();
        await ada.opens('thought-record');
        await ada.writes('situation', person.says);
        await ada.rates('strength', 8);
        await ada.is_kept();
        await ada.page.close();
        const again = Object.assign(await ada.opens_another_window(), person);
        await again.opens('values');
        await again.main('.offered button[aria-pressed=true]').nth(2).waitFor();
        await again.finds_in_diary(person.says);
        assert.doesNotMatch(await again.text(), /\[\{/, 'no entry is shown as code');
        await again.context.close();
    });
}

test('a drawing moves when asked to and stops when told to; where little motion is wanted it only stands', async () => {
    const [person] = people;
    const moving = (ada) => ada.main('figure').evaluate((e) => e.getAnimations({ subtree: true }).length);
    const ada = await arrives(person, 'no-preference');
    await ada.opens('drawings');
    for (const next of [true, true, false]) {
        await ada.main('figure').waitFor();
        assert.equal(await moving(ada), 0, 'it does not begin by itself');
        await ada.uses(ada.named('exercises.drawing.play'));
        assert.ok((await moving(ada)) > 0, 'it moves');
        await ada.uses(ada.named('exercises.drawing.stop'));
        assert.equal(await moving(ada), 0, 'it stands still');
        if (next) await ada.presses('step.next');
    }
    await ada.context.close();
    const ben = await arrives(person);
    await ben.opens('drawings');
    await ben.main('figure').waitFor();
    assert.equal(await ben.named('exercises.drawing.play').count(), 0);
    await ben.context.close();
});

for (const person of people)
    test(`${person.language}: a plan is asked about at the next visit on another day, once, and never again`, async () => {
        const ada = await arrives(person);
        await ada.opens('plan');
        await ada.writes('moment', person.says);
        await ada.writes('action', person.more);
        await ada.is_kept();
        await ada.goes_to('app.today');
        await ada.sees_word('today.how_long');
        assert.equal(await ada.main('[data-plan]').count(), 0, 'not on the day it was made');
        const tomorrow = await ada.page.evaluate(() => Date.now() + 26 * 3600 * 1000);
        const asked = async () => {
            await ada.page.clock.setFixedTime(tomorrow);
            await ada.page.goto(ada.origin);
            await ada.sees_word('today.how_long');
        };
        await asked();
        await ada.main('[data-plan]').waitFor();
        assert.match(await ada.main('[data-plan]').innerText(), new RegExp(person.more));
        assert.deepEqual(await (await ada.looks('today, a plan', { focus: null }), ada.faults), []);
        await ada.uses(ada.named('exercises.plan.not_yet'));
        await ada.sees_word('exercises.plan.said_not_yet');
        await asked();
        await ada.page.waitForLoadState('networkidle');
        assert.equal(await ada.main('[data-plan]').count(), 0);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
