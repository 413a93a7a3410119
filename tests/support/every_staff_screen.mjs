// The one walk that sees every screen of the staff's app in every notable state, from the first administrator's link on a
// house with nothing in it. Whoever walks says what looking means, as in every_screen.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const offices = [
    { language: 'en-GB', first: 'Mara Linden', operator: 'The Linden Trust', employer: 'St Brannoc’s University Hospital', permits: 'You may take ten minutes of each shift for this.', second: 'Jonas Park', third: 'Ama Boateng', walls: ['Rest room, ward 3', 'Night staff’s kitchen, second floor'], comment: 'The second screen says more than is known.', says: 'Lie as you like. I count the bells for you.' },
    { language: 'zh-Hans', first: '林晓梅', operator: '椴树公益基金会', employer: '江城市第二人民医院', permits: '每个班次可以用十分钟做这件事。', second: '周岩', third: '林悦', walls: ['三病区休息室', '二楼夜班茶水间'], comment: '第二屏说得比证据多。', says: '随便怎么躺都行。我来数铃声。' },
];

const names = { 'en-GB': 'English', 'zh-Hans': '简体中文' };

/** `mara`: a Clerk before the door at `house.desk`. */
export async function see_every_staff_screen(mara, { house, office }) {
    const page = mara.page;
    const step = async (name, how = {}) => mara.looks(`set-up, ${name}`, { focus: 'h2', ...how });
    const goes_on_to = async (next, way = 'common.go_on') => {
        await mara.presses(way);
        await page.locator('#step-title').getByText(mara.word(`setup.${next}_title`)).waitFor();
    };

    // ---- at the door
    await mara.sees_screen('sign_in.title');
    await mara.looks('sign in', { focus: null });
    await mara.presses('sign_in.go');
    await mara.looks('sign in, nothing typed', { focus: null });
    await page.goto('about:blank');
    await page.goto(`${house.desk}/#enrol=nosuchlink`);
    await mara.sees_screen('enrol.unknown_title');
    await mara.looks('enrolment, a link that is over', { focus: null });

    // ---- enrolment
    await page.goto('about:blank');
    await page.goto(house.link);
    await mara.sees_word('roles.administrator_means');
    assert.equal(await page.evaluate(() => location.hash), '', 'the code stays in no address');
    await mara.looks('enrolment, what the role means', { focus: null });
    await mara.presses('common.go_on');
    await page.locator('[data-passphrase]').waitFor();
    await mara.looks('enrolment, a passphrase');
    await mara.presses('enrol.use_own');
    await mara.presses('common.go_on');
    await mara.looks('enrolment, one of her own', { focus: null });
    await mara.types('enrol.called', office.first);
    await mara.types('sign_in.name', 'Mara.Linden');
    await mara.presses('enrol.use_offered');
    mara.passphrase = await page.locator('[data-passphrase]').getAttribute('data-passphrase');
    await mara.presses('common.go_on');
    await page.locator('[data-secret]').waitFor();
    await mara.looks('enrolment, the phone');
    await mara.types('sign_in.totp', '000000');
    await mara.presses('enrol.finish');
    await page.getByRole('alert').first().waitFor();
    await mara.looks('enrolment, wrong digits', { focus: null });
    await mara.finishes_with_phone();
    await mara.looks('enrolment, done');
    await mara.presses('enrol.to_desk');

    // ---- the first steps
    await mara.sees_word('home.setup_title');
    await mara.settles();
    await page.locator('[data-finding]').first().waitFor({ state: 'attached' });
    await mara.looks('overview, set-up open', { focus: null });
    await mara.presses('home.setup_go');
    await page.locator('#step-title').waitFor();
    await step('operator', { focus: 'h1' });
    await mara.presses('common.go_on');
    await step('operator, nothing typed', { focus: null });
    await mara.types('setup.operator_name', office.operator);
    await mara.presses('common.go_on');
    await mara.sees_word('setup.employer_title');
    await step('employer');
    await fills_organisation(mara, office);
    await mara.presses('organisations.add');
    await mara.sees_word('organisations.another');
    await step('employer, added', { focus: null });
    await goes_on_to('languages');
    for (const language of Object.keys(names)) await page.getByRole('switch', { name: names[language] }).check();
    await step('languages', { focus: null });
    await goes_on_to('regions');
    await page.getByRole('switch').first().check();
    await page.getByRole('switch').nth(1).check();
    await step('regions', { focus: null });
    await goes_on_to('responder');
    await step('responder');
    await page.locator('main input[value=office_hours]').check();
    await page.locator('main textarea').first().waitFor();
    await step('responder, office hours', { focus: null });
    await page.locator('main input[value=none]').check();
    await mara.sees_word('setup.responder_none_says');
    await goes_on_to('mail');
    await step('mail');
    await goes_on_to('addresses', 'setup.later');
    await step('addresses');
    await mara.types('setup.address_try', 'https://stress-help.example');
    await page.locator('[data-address=checked]').waitFor();
    await step('addresses, a telling name', { focus: null });
    await goes_on_to('backup_key');
    await step('key for backups');
    await goes_on_to('instance_key', 'setup.later');
    await step('copy of the key');
    await goes_on_to('poster', 'setup.later');
    await mara.sees_word('setup.poster_needs');
    await step('first poster, still closed');
    await mara.presses('setup.instance_key');
    await page.getByRole('switch').check();
    await goes_on_to('poster');
    await mara.presses('organisations.make_code');
    await page.locator('strong.code').waitFor();
    await step('first poster', { focus: null });
    await mara.presses('setup.finish');
    await mara.sees_word('setup.done_title');
    await step('done', { focus: null });

    // ---- the places
    await mara.goes_to('desk.home');
    await page.locator('main summary').first().click();
    await mara.looks('overview', { focus: null });
    await mara.goes_to('desk.organisations');
    await page.locator('main .rows button').first().waitFor();
    await mara.looks('organisations');
    await page.locator('main .rows button').first().click();
    await page.locator('strong.code').first().waitFor();
    await mara.presses('organisations.make_code');
    await page.locator('strong.code').nth(1).waitFor();
    await mara.looks('organisation', { focus: null });
    await page.locator('main').getByText(mara.word('posted.close'), { exact: true }).first().click();
    await page.getByRole('dialog').waitFor();
    await mara.looks('closing a code', { focus: 'dialog button' });
    await page.getByRole('dialog').getByRole('button', { name: mara.word('posted.close'), exact: true }).click();
    await page.locator('main td .soft').first().waitFor();
    await mara.looks('organisation, a closed code', { focus: null });
    await see_walls(mara, { house, office });
    await mara.back();
    await mara.presses('organisations.another');
    await mara.sees_screen('organisations.new_title');
    await page.locator('main form').waitFor();
    await mara.looks('a new organisation');
    await mara.presses('organisations.add');
    await mara.looks('a new organisation, nothing typed', { focus: null });

    // ---- staff
    await mara.goes_to('desk.people');
    await page.locator('main .rows button').first().waitFor();
    await mara.looks('staff, one administrator');
    await mara.presses('people.invite');
    await page.locator('main form').waitFor();
    await mara.looks('inviting');
    await mara.types('people.name', office.second);
    await mara.is_no_longer_fresh('/api/staff/invitations');
    await mara.presses('people.make_link');
    await page.locator('dialog[open]').waitFor();
    await mara.looks('passphrase and code again', { focus: 'dialog input' });
    await mara.shows_who_she_is();
    const link = await mara.link_shown();
    await mara.looks('a link, shown once', { focus: 'main section' });

    const jonas = await mara.colleague(new URL(link).pathname + new URL(link).hash);
    await jonas.enrols('jonas');
    await jonas.presses('enrol.to_desk');
    await jonas.goes_to('desk.people');
    await jonas.presses('people.invite');
    await jonas.page.locator('main form').waitFor();
    await jonas.types('people.name', office.third);
    await jonas.page.locator('main select').first().selectOption('researcher');
    await jonas.presses('people.make_link');
    await jonas.sees_word('people.waits_title');
    await jonas.looks('inviting, waits for a second', { focus: null });
    await jonas.presses('people.invite_another');
    await jonas.types('people.name', office.third);
    await jonas.page.locator('main select').first().selectOption('coach');
    await jonas.page.locator('main select').nth(1).waitFor();
    await jonas.looks('inviting a coach', { focus: null });
    await jonas.presses('people.make_link');
    const coach_link = await jonas.link_shown();
    await jonas.goes_to('desk.people');
    await jonas.page.locator('[data-proposal]').waitFor();
    await jonas.looks('staff, he waits');

    await mara.goes_to('desk.people');
    await page.locator('[data-proposal]').waitFor();
    await mara.looks('staff, somebody waits for her');
    await mara.goes_to('desk.home');
    await mara.sees_word('home.proposals_note');
    await mara.looks('overview, somebody waits for her');
    await mara.goes_to('desk.people');
    await mara.presses('people.agree');
    await mara.link_shown();
    await mara.looks('staff, agreed', { focus: 'main section' });
    await page.locator('main .rows button').filter({ hasText: office.second }).click();
    await mara.sees_word('people.reset_note');
    await mara.looks('somebody of the staff');
    await mara.presses('people.add_role');
    await mara.looks('giving a role', { focus: null });
    await page.getByRole('button', { name: mara.word('people.close_go'), exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await mara.looks('closing an account', { focus: 'dialog button' });
    await page.getByRole('dialog').getByRole('button', { name: mara.word('common.cancel'), exact: true }).click();

    // ---- a role without screens
    const ama = await mara.colleague(new URL(coach_link).pathname + new URL(coach_link).hash);
    await ama.enrols('ama');
    await ama.presses('enrol.to_desk');
    await ama.sees_word('roles.nothing_yet');
    await page_shows(ama, office.employer);
    await ama.looks('a coach, nothing yet', { focus: null });
    await ama.goes_to('desk.me');
    await page_shows(ama, office.employer);
    await ama.looks('about me, a coach');
    await ama.context.close();

    // ---- the rest
    counts(house, [['helped', 'feet-and-floor', 'yes', 31], ['helped', 'feet-and-floor', 'little', 9], ['helped', 'feet-and-floor', 'not_for_me', 4], ['helped', 'one-minute', 'yes', 12]]);
    await mara.goes_to('desk.content');
    await page.locator('main table').waitFor();
    await mara.looks('content');
    await mara.page.getByText(mara.word('ratings.title'), { exact: true }).click();
    await page.getByRole('table', { name: mara.word('ratings.title') }).waitFor();
    await mara.looks('content, what people said', { focus: null });
    await mara.presses('sign_off.open');
    await page.locator('main li[data-state]').first().waitFor();
    await mara.looks('sign-off');
    await page.locator('main li[data-state] button').first().click();
    await page.locator('main p[data-state]').waitFor();
    await mara.looks('sign-off, an item');
    await mara.goes_to('desk.recordings');
    await page.locator('main table').first().waitFor();
    await mara.looks('recordings');
    await mara.goes_to('desk.backups');
    await mara.sees_screen('backups.title');
    await mara.looks('backups');
    await mara.goes_to('desk.audit');
    await page.locator('[data-chain=whole]').waitFor();
    await mara.looks('record');
    await mara.goes_to('desk.me');
    await mara.looks('about me');
    const menu = page.locator('nav button.toggle');
    await menu.click();
    await mara.looks('the places, on a phone', { focus: 'nav button' });
    await menu.click();

    // ---- an organisation's contact
    await invites(jonas, office.third, 'organisation');
    const contact_link = await jonas.link_shown();
    const contact = await mara.colleague(new URL(contact_link).pathname + new URL(contact_link).hash);
    await contact.enrols('contact');
    await contact.presses('enrol.to_desk');
    await see_manager(contact);
    await contact.goes_to('desk.roles');
    await contact.looks('an organisation’s contact, her role');
    await contact.context.close();

    // ---- nobody at the desk
    await mara.context.clearCookies();
    await mara.presses_place('desk.content');
    await page.locator('dialog[open]').waitFor();
    await mara.glimpses('covered');
    await mara.shows_who_she_is('sign_in.go');
    await page.locator('main table').waitFor();
    await jonas.goes_to('desk.me');
    await jonas.presses('me.sign_out');
    await jonas.sees_screen('sign_in.title');
    await jonas.looks('signed out');
    await jonas.context.close();
}

async function invites(jonas, name, role) {
    await jonas.goes_to('desk.people');
    await jonas.presses('people.invite');
    await jonas.page.locator('main form').waitFor();
    await jonas.types('people.name', name);
    await jonas.page.locator('main select').first().selectOption(role);
    await jonas.presses('people.make_link');
}

/** What was counted in a week that is over. */
function counts(house, rows) {
    const week = (Math.floor((Date.now() / 86_400_000 - 4) / 7) - 2) * 7 + 4; // a Monday
    for (const [topic, about, answer, times] of rows)
        execFileSync('sqlite3', [join(house.data, 'breather.db'), '.timeout 4000', `insert into counter values ('${topic}', '${about}', '${answer}', ${week * 86_400_000}, ${times})`]);
}

/** At an organisation: two walls, and one of them closed. */
async function see_walls(mara, { house, office: { walls } }) {
    const { page } = mara;
    const closing = (wall) => page.getByRole('button', { name: mara.word('places.close_one', { label: wall }), exact: true });
    await mara.presses('places.make');
    await mara.sees_word('places.no_label');
    await mara.looks('organisation, a wall without a name', { focus: null });
    for (const wall of walls) {
        await mara.types('places.new_label', wall);
        await mara.presses('places.make');
        await closing(wall).waitFor();
    }
    const code = await page.evaluate(async () => {
        const { organisations } = await (await fetch('/api/organisations')).json();
        return (await (await fetch(`/api/places/of/${organisations[0].id}`)).json()).places[0].code;
    });
    counts(house, [['opened', code, '', 34]]);
    await mara.goes_to('desk.people');
    await mara.goes_to('desk.organisations');
    await page.locator('main .rows button').first().click();
    await closing(walls[1]).waitFor();
    await mara.looks('organisation, two walls', { focus: null });
    await closing(walls[1]).click();
    await page.getByRole('dialog').waitFor();
    await mara.looks('closing a wall', { focus: 'dialog button' });
    await page.getByRole('dialog').getByRole('button', { name: mara.word('posted.close'), exact: true }).click();
    await closing(walls[1]).waitFor({ state: 'detached' });
    await mara.looks('organisation, a closed wall', { focus: null });
}

/** Everything she can ask, asked. */
async function see_manager(contact) {
    await contact.sees_screen('manager.title');
    await contact.looks('what a manager sees', { focus: null });
    for (const line of await contact.page.locator('[data-try]').all()) {
        await line.getByRole('button').click();
        await line.getByRole('status').waitFor();
    }
    await contact.looks('what a manager sees, asked', { focus: null });
}

/** The chairs of a demo, on the staff's screens. `mara`: a Clerk before the front door at `server`. */
export async function see_every_chair(mara, server) {
    const { page } = mara;
    const opens_panel = async () => {
        await mara.presses('demo.band');
        await page.locator('dialog[open] input[type=range]').waitFor();
    };
    await mara.sees_word('demo.band');
    await opens_panel();
    const { organisations, staff_at } = await (await fetch(`${server.url}/api/demo`)).json();
    await mara.presses('demo.administrator');
    await page.waitForURL(/staff\./);
    mara.origin = new URL(staff_at).origin;
    await mara.sees_word('home.setup_title');
    await mara.settles();
    await page.locator('[data-finding]').first().waitFor({ state: 'attached' });
    await mara.looks('demo, the administrator’s chair', { focus: null });
    await opens_panel();
    await mara.looks('demo, clock and chairs', { focus: null });
    await mara.glimpses('demo, clock and chairs over the page');
    await Promise.all([page.waitForEvent('load'), mara.presses('demo.manager', { name: organisations[0].name })]);
    await mara.sees_screen('manager.title');
    await mara.looks('demo, the manager’s chair', { focus: null });
    await opens_panel();
    await Promise.all([page.waitForEvent('load'), mara.presses('demo.researcher')]);
    await mara.sees_screen('research.title');
    await page.locator('main a[download]').first().waitFor();
    await mara.looks('demo, the researcher’s chair', { focus: null });
}

/** Her role stands with the name of the organisation it is for. */
const page_shows = (one, text) => one.page.locator('main').getByText(text).first().waitFor();

export async function fills_organisation(mara, { employer, permits }) {
    await mara.types('organisations.name', employer);
    await mara.page.locator('main textarea').first().fill(permits);
    if (mara.language === 'zh-Hans') {
        await mara.page.locator('main select').first().selectOption('CN');
        await mara.page.locator('main textarea').nth(1).fill(permits);
    }
}
