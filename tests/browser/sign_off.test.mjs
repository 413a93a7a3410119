// A clinician of the site signs what is offered, item by item; administrators see how far it has come; participants read by whom
// and when, and are not offered what was taken out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { looking } from '../support/looking.mjs';
import { command, demo_folder, start } from '../support/server.mjs';
import { Clerk, start_new_house } from '../support/staff.mjs';
import { Walker } from '../support/walk.mjs';

class Clinician extends looking(Clerk) {
    help_in_reach = () => []; // the staff's app has none

    async opens(item) {
        await this.presses_line(item);
        await this.page.locator('main [data-state]').first().waitFor();
    }
    async says(verdict, { role, words, comment } = {}) {
        const { page } = this;
        if (role) await page.getByLabel(this.word('sign_off.as'), { exact: true }).selectOption(role);
        if (words) await this.types('sign_off.role_words', words);
        await page.locator(`main input[value=${verdict}]`).check({ force: true });
        if (comment) await this.types('sign_off.comment', comment);
        await this.presses('sign_off.sign');
    }
    async sees_state(state) {
        await this.page.locator(`main p[data-state=${state}]`).waitFor();
    }
}
class Reader extends looking(Walker) {}

const offices = [
    { language: 'en-GB', name: 'Ama Boateng', comment: 'The second screen says more than is known.', words: 'Music therapist', role_said: 'a psychiatrist' },
    { language: 'zh-Hans', name: '林悦', comment: '第二屏说得比证据多。', words: '音乐治疗师', role_said: '精神科医生' },
];

const houses = {};
before(async () => {
    for (const { language } of offices) houses[language] = await start_new_house(`sign-off-${language}`);
});
after(async () => {
    await close_browser();
    for (const house of Object.values(houses)) await house.remove();
});

const link_of = (house, role) => {
    const made = command(['staff', 'invite', '--role', role, '--data', house.data]);
    const [link] = /http:\/\/staff\.localhost:\d+\/#enrol=\S+/.exec(made.out + made.err) ?? [];
    assert.ok(link, made.out + made.err);
    return link;
};
const library = async (house, language) => (await fetch(`${house.server.url}/api/content/library?language=${language}`)).json();

for (const office of offices) {
    const { language } = office;

    test(`${language}: she reads both languages, signs, and people read as what and when`, async () => {
        const house = houses[language];
        const offered = await library(house, language);
        const find = (library, id) => library.pauses.find((one) => one.id === id);
        const first = find(offered, 'feet-and-floor');
        const second = find(offered, 'hand-wash-pause');
        const ama = await Clinician.arrive(link_of(house, 'author'), { language, viewport: desk, motion: 'reduce' });
        const { page } = ama;
        await ama.enrols('ama', office.name);
        await ama.presses('enrol.to_desk');
        await ama.goes_to('desk.sign_off');
        await page.locator('main li[data-state]').first().waitFor();
        const items = await page.locator('main li[data-state]').count();
        assert.ok(items >= 50, `${items} items`);
        await ama.sees_word('sign_off.count', { signed: 0, items });
        await ama.looks('sign-off, nothing signed');

        await ama.opens(first.title);
        for (const side of ['en-GB', 'zh-Hans']) assert.ok((await page.locator(`main .cell[lang=${side}]`).count()) >= 3, side);
        await ama.looks('sign-off, one item');
        await ama.presses('sign_off.sign');
        await ama.sees_word('sign_off.no_verdict');
        await ama.says('agree_with_changes', { role: 'other' });
        await page.getByRole('alert').first().waitFor();
        await ama.looks('sign-off, half said', { focus: null });
        await ama.says('agree_with_changes', { words: office.words, comment: office.comment });
        await ama.sees_word('sign_off.done');
        await ama.sees_state('changes_asked_for');
        await ama.looks('sign-off, changes asked for', { focus: null });
        assert.equal(find(await library(house, language), first.id).reviewed, undefined, 'only agreement is told');

        await page.reload();
        await ama.goes_to('desk.sign_off');
        await ama.opens(first.title);
        await ama.says('agree', { role: 'psychiatrist' });
        await ama.sees_state('signed');
        assert.equal(find(await library(house, language), first.id).reviewed.role, 'psychiatrist');
        assert.equal(await page.getByText(office.comment).count(), 1, 'what was said stays');

        await ama.goes_to('desk.sign_off');
        await ama.sees_word('sign_off.count', { signed: 1, items });
        await ama.opens(second.title);
        await ama.says('not_for_us', { comment: office.comment });
        await ama.sees_state('not_for_us');
        await ama.goes_to('desk.sign_off');
        await page.locator('main li[data-state=not_for_us]').waitFor();
        await ama.looks('sign-off, some signed');
        assert.deepEqual(ama.faults, []);
        assert.deepEqual(ama.trouble(), []);

        const eve = await Reader.arrive(house.server.url, { language, viewport: phone, motion: 'reduce' });
        await eve.presses('welcome.read');
        await eve.presses_line(first.title);
        await eve.page.locator('article h1').waitFor();
        await eve.page.getByText(office.role_said).waitFor();
        await eve.looks('pause, reviewed', { focus: null });
        await eve.page.goBack();
        await eve.page.locator('main .rows button').first().waitFor();
        assert.equal(await eve.page.getByText(second.title, { exact: true }).count(), 0, 'what is not for this site is not offered');
        assert.deepEqual(eve.faults, []);
        await eve.context.close();
        await ama.context.close();
    });

    test(`${language}: an administrator sees the count and the record, and signs nothing`, async () => {
        const house = houses[language];
        const mara = await Clinician.arrive(house.link, { language, viewport: desk, motion: 'reduce' });
        const { page } = mara;
        await mara.enrols('mara', 'Mara Linden');
        await mara.presses('enrol.to_desk');
        const items = await page.evaluate(async () => (await (await fetch('/api/content/reviews')).json()).packs[0].items.length);
        await mara.sees_word('home.signed', { signed: 1, items });
        await mara.looks('overview, with the count', { focus: null });
        await mara.goes_to('desk.content');
        await mara.sees_word('content_desk.not_signed', { signed: 1, items });
        await mara.presses('sign_off.open');
        await page.locator('main li[data-state=signed] button').click();
        await mara.sees_word('sign_off.authors_sign');
        assert.equal(await page.getByRole('button', { name: mara.word('sign_off.sign'), exact: true }).count(), 0);
        await mara.looks('sign-off, seen by an administrator');
        await mara.goes_to('desk.audit');
        await page.getByText(mara.word('audit.deeds.content.signed')).first().waitFor();
        assert.deepEqual(mara.faults, []);
        assert.deepEqual(mara.trouble(), []);
        await mara.context.close();
    });

    test(`${language}: the review packet holds every item in both languages, with room for a pen`, async () => {
        const house = houses[language];
        const ama = await Clinician.arrive(link_of(house, 'author'), { language, viewport: desk, motion: 'reduce' });
        const { page } = ama;
        await ama.enrols('ben', office.name);
        await ama.presses('enrol.to_desk');
        await ama.goes_to('desk.sign_off');
        await ama.presses('sign_off.to_packet');
        await page.locator('article[data-item]').first().waitFor();
        await page.emulateMedia({ media: 'print' });
        const printed = await page.evaluate(() =>
            [...document.querySelectorAll('article[data-item]')].map((one) => ({
                item: one.dataset.item,
                pen: one.querySelector('.pen') !== null,
                cells: Object.fromEntries(['en-GB', 'zh-Hans'].map((lang) => [lang, [...one.querySelectorAll(`.cell[lang=${lang}]`)].map((cell) => cell.innerText).join('\n')])),
                text: one.innerText,
            })),
        );
        const by_name = new Map(printed.map((one) => [one.item, one]));
        const { packs } = await page.evaluate(async () => (await fetch('/api/content/reviews')).json());
        assert.deepEqual([...by_name.keys()], packs[0].items.map((one) => one.item), 'all of them, what was taken out included');
        const squeezed = (text) => text.replace(/\s+/g, '');
        for (const review of packs[0].items) {
            const sheet = by_name.get(review.item);
            assert.ok(sheet.pen, `${review.item} has room for a pen`);
            assert.ok(sheet.text.includes(review.version.slice(0, 12)), `${review.item} names its version`);
            for (const head of review.heads) {
                assert.ok(sheet.text.includes(head.title), `${review.item} is called so in ${head.language}`);
                assert.ok(sheet.text.includes(head.author_role), `${review.item} says who wrote it in ${head.language}`);
                assert.ok(squeezed(sheet.cells[head.language]).includes(squeezed(head.evidence)), `${review.item} says what it rests on in ${head.language}`);
                assert.ok(sheet.cells[head.language].length > head.evidence.length + 20, `${review.item} has its text in ${head.language}`);
            }
        }
        if (process.env.BREATHER_PACKET) await page.pdf({ path: `${process.env.BREATHER_PACKET}-${language}.pdf`, preferCSSPageSize: true });
        await page.emulateMedia({ media: 'screen' });
        await page.getByLabel(ama.word('sign_off.packet_which'), { exact: true }).selectOption('card');
        await page.waitForFunction(() => [...document.querySelectorAll('article[data-item]')].every((one) => one.dataset.item.startsWith('card.')));
        await ama.looks('review packet, cards', { focus: null });
        assert.deepEqual(ama.faults, []);
        assert.deepEqual(ama.trouble(), []);
        await ama.context.close();
    });
}

test('in the course, a step and its module say it too; a step that was taken out is not in its list', async () => {
    const folder = demo_folder('sign-off-course');
    const server = await start(folder.data);
    try {
        const ama = await Clinician.arrive(link_of({ data: folder.data }, 'author'), { language: 'en-GB', viewport: desk, motion: 'reduce' });
        await ama.enrols('ama', 'Ama Boateng');
        await ama.presses('enrol.to_desk');
        await ama.goes_to('desk.sign_off');
        const say = (item, verdict) =>
            ama.page.evaluate(async ([name, said]) => {
                const { packs } = await (await fetch('/api/content/reviews')).json();
                const { version } = packs[0].items.find((one) => one.item === name);
                const body = JSON.stringify({ version, role: 'nurse_specialist', role_words: '', verdict: said, comment: 'Read it.' });
                const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID().replaceAll('-', '') };
                return (await fetch(`/api/content/reviews/${packs[0].pack}/items/${name}/sign`, { method: 'POST', body, headers })).status;
            }, [item, verdict]);
        assert.equal(await say('module.c2-settle-the-body', 'agree'), 200);
        assert.equal(await say('step.c2-settle-the-body.why-slow-breath-works', 'agree'), 200);
        assert.equal(await say('step.c2-settle-the-body.standing-eyes-open', 'not_for_us'), 200);
        assert.equal(await say('step.c2-settle-the-body.why-slow-breath-works', 'agree'), 200);

        const ada = await Reader.arrive(`${server.url}/p/${folder.codes[0]}`, { language: 'en-GB', viewport: phone, motion: 'reduce' });
        await ada.keeps_a_minute();
        await ada.goes_to('app.course');
        await ada.presses_line('Settle the body');
        await ada.page.getByText('a nurse specialist of your site').waitFor();
        assert.equal(await ada.page.getByText('Standing, eyes open').count(), 0);
        await ada.looks('module, reviewed');
        await ada.presses_line('Why slow breath works');
        await ada.page.getByText('a nurse specialist of your site').waitFor();
        await ada.looks('step, reviewed');
        assert.deepEqual(ada.faults, []);
        assert.deepEqual(ada.trouble(), []);
        assert.deepEqual(ama.trouble(), []);
        await ada.context.close();
        await ama.context.close();
    } finally {
        await server.kill();
        folder.remove();
    }
});
