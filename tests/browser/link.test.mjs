// A ward computer is opened by a phone: nothing is typed there, and nothing stays there.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessibility_faults, close_browser, desk, open_lasting, phone, small_targets, too_wide } from '../support/browser.mjs';
import { demo_folder, start, temporary_folder } from '../support/server.mjs';
import { Walker } from '../support/walk.mjs';

const read_picture = createRequire(import.meta.url)('jsqr');

let folder;
let server;
before(async () => {
    folder = demo_folder('link');
    server = await start(folder.data);
});
const screens = new Set();
after(async () => {
    for (const close of screens) await close();
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const people = [
    { language: 'en-GB', poster: 0, before: 'Written on the phone.', there: 'Written on the ward computer.' },
    { language: 'zh-Hans', poster: 1, before: '在手机上写的。', there: '在科室电脑上写的。' },
];

async function with_a_phone(person) {
    const ada = await Walker.arrive(`${server.url}/p/${folder.codes[person.poster]}`, { language: person.language, viewport: phone });
    await ada.keeps_a_minute();
    await ada.writes_in_diary(person.before);
    return ada;
}

/** A computer with a profile of its own on the disk, as in a ward. */
async function at_a_screen(person) {
    const profile = temporary_folder('profile');
    const opened = await open_lasting(profile, { language: person.language, viewport: desk });
    const ward = new Walker(opened, server.url);
    await ward.page.goto(`${server.url}/join`);
    await ward.sees_heading();
    const close = async () => {
        screens.delete(close);
        await opened.close();
        return profile;
    };
    screens.add(close);
    return { ward, close, remove: () => rmSync(profile, { recursive: true, force: true }) };
}

async function shows_a_code(ward) {
    await ward.takes_line('join.link');
    await ward.page.locator('[data-code]').waitFor();
    return ward.page.locator('[data-code]').innerText();
}

/** What a camera reads from the picture on the screen. */
async function pictured(ward) {
    const { size, path } = await ward.page.locator('main svg[role=img] path').evaluate((drawn) => ({ size: drawn.ownerSVGElement.viewBox.baseVal.width, path: drawn.getAttribute('d') }));
    const dot = 6;
    const side = size * dot;
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
        for (let at = 0; at < dot * dot; at += 1) {
            const row = Number(y) * dot + Math.floor(at / dot);
            const column = Number(x) * dot + (at % dot);
            pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
        }
    }
    return read_picture(pixels, side, side)?.data;
}

async function looks_well(walker) {
    assert.deepEqual(await accessibility_faults(walker.page), []);
    assert.deepEqual(await small_targets(walker.page), []);
    assert.deepEqual(await too_wide(walker.page), []);
}

/** How often each of these stands anywhere in a folder, as UTF-8 or as UTF-16. */
function stands_in(profile, texts) {
    const found = {};
    for (const entry of readdirSync(profile, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        for (const text of texts) {
            if (bytes.includes(Buffer.from(text, 'utf8')) || bytes.includes(Buffer.from(text, 'utf16le'))) (found[text] ??= []).push(path.slice(profile.length + 1));
        }
    }
    return found;
}

for (const person of people) {
    test(`${person.language}: the camera opens it, both show one number, and the profile on the disk holds nothing`, async () => {
        const ada = await with_a_phone(person);
        const { ward, close, remove } = await at_a_screen(person);
        const code = await shows_a_code(ward);
        await ward.sees_word('join.work_computer');
        await looks_well(ward);
        const address = await pictured(ward);
        assert.match(address, /^http:\/\/localhost:\d+\/#[0-9A-Z]{26}$/);

        const asked = [];
        ada.context.on('request', (request) => asked.push(request.url()));
        await ada.page.goto('about:blank');
        await ada.page.goto(address);
        await ada.sees_screen('link.ask_title');
        assert.equal(await ada.page.locator('main .big-code').innerText(), code);
        assert.equal(await ada.page.evaluate(() => location.href), `${server.url}/`, 'the code left the address');
        const pictured_code = address.split('#')[1];
        assert.ok(!asked.some((url) => url.includes(pictured_code)), 'no server heard the whole code');
        await looks_well(ada);
        await ada.presses('link.yes');
        await ada.sees_word('link.done_digits');
        await looks_well(ada);
        const digits = await ada.page.locator('main .big-code').innerText();
        assert.match(digits, /^\d{4}$/);
        await ward.sees_word('link.opened_digits');
        assert.equal(await ward.page.locator('main .big-code').innerText(), digits, 'one number on both');
        await looks_well(ward);
        await ward.presses('common.go_on');
        await ward.is_in();

        await ward.finds_in_diary(person.before);
        await ward.writes_in_diary(person.there);
        await ward.goes_to('app.data');
        const name = await ward.page.locator('main strong').first().innerText();
        const [cookie] = await ward.context.cookies();
        assert.ok(cookie.expires < 0, 'the cookie goes with the window');
        await ward.presses('app.leave');
        await ward.page.locator('main.cover').waitFor();
        await ward.leaves_nothing();
        const status = async () => (await fetch(`${server.url}/api/accounts/me`, { headers: { cookie: `${cookie.name}=${cookie.value}` } })).status;
        assert.equal(await status(), 401, 'the old cookie is worth nothing');
        const hers = [person.before, person.there, name, cookie.value, pictured_code, code, code.replace('-', '')];
        const shows_none = async () => {
            const page = await ward.page.evaluate(() => document.documentElement.innerHTML);
            for (const text of hers) assert.ok(!page.includes(text), `“${text}” is on the page again`);
        };
        await ward.page.goBack();
        await shows_none();
        await ward.page.goForward();
        await shows_none();
        await ward.page.goto(`${server.url}/`);
        await ward.sees_screen('welcome.title');
        await ward.page.reload();
        await ward.sees_screen('welcome.title');
        await shows_none();

        const profile = await close();
        assert.deepEqual(stands_in(profile, hers), {});
        assert.notDeepEqual(stands_in(profile, [new URL(server.url).host]), {}, 'the look reads what a browser writes');
        remove();
        await ada.finds_in_diary(person.there);
        await ada.context.close();
    });

    test(`${person.language}: the code is typed, the computer is her own, and the same look finds what it keeps`, async () => {
        const ada = await with_a_phone(person);
        const { ward, close, remove } = await at_a_screen(person);
        const code = await shows_a_code(ward);
        await ada.goes_to('app.data');
        await ada.takes_line('data.devices');
        await ada.takes_line('data.devices_link');
        await ada.sees_screen('link.title');
        await looks_well(ada);
        const field = ada.page.getByLabel(ada.word('link.code_label'));
        await field.fill('12345');
        await ada.presses('common.go_on');
        await ada.sees_word('link.code_fault');
        assert.equal(await field.inputValue(), '12345', 'what she typed stays');
        await field.fill('0000000000');
        await ada.presses('common.go_on');
        await ada.sees_word('problems.accounts.link_gone');
        await field.fill(` ${code.toLowerCase().replace('-', ' ')}`);
        await ada.presses('common.go_on');
        await ada.sees_screen('link.ask_title');
        await ada.says_device_is('own');
        await ada.presses('link.yes');
        await ada.sees_word('link.done_digits');
        await ward.sees_word('link.opened_digits');
        await ward.presses('common.go_on');
        await ward.finds_in_diary(person.before);
        await ward.goes_to('app.data');
        const name = await ward.page.locator('main strong').first().innerText();
        await ward.takes_line('data.devices');
        await ward.page.locator('.device').nth(1).waitFor();
        assert.equal(await ward.page.locator('.device').filter({ hasText: ward.word('data.devices_visit') }).count(), 0);
        const { person: id } = await ward.page.evaluate(async () => (await fetch('/api/accounts/me')).json());
        const profile = await close();
        const found = stands_in(profile, [id, name, person.before]);
        assert.ok(found[id]?.length > 0, 'an own device keeps whose it is: the look would have found it');
        assert.deepEqual([found[name], found[person.before]], [undefined, undefined], 'and her name and words sealed');
        remove();
        await ada.context.close();
    });

    test(`${person.language}: said no, over, swapped on the way, not from a shared computer: nothing opens`, async () => {
        const ada = await with_a_phone(person);
        const { ward, close, remove } = await at_a_screen(person);
        await shows_a_code(ward);
        const first = await pictured(ward);
        const phone_at = async (address) => {
            await ada.page.goto('about:blank');
            await ada.page.goto(address);
        };
        await phone_at(first);
        await ada.sees_screen('link.ask_title');
        await ada.presses('link.no');
        await ada.sees_screen('link.closed_title');
        await ward.sees_word('link.refused');
        await looks_well(ward);
        assert.equal(await ward.asks_api('/api/accounts/me'), 401);
        await phone_at(first);
        await ada.sees_word('problems.accounts.link_gone');

        // Whoever relays hands out a key of its own.
        await ward.presses('link.again');
        await ward.page.locator('[data-code]').waitFor();
        const second = await pictured(ward);
        assert.notEqual(second, first);
        const pair = await webcrypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
        const other = Buffer.from(await webcrypto.subtle.exportKey('spki', pair.publicKey)).toString('base64url');
        await ada.context.route('**/api/accounts/links/*', async (route) => {
            const answer = await (await route.fetch()).json();
            await route.fulfill({ json: { ...answer, public_key: other } });
        });
        await phone_at(second);
        await ada.sees_word('link.mismatch');
        await ada.context.unroute('**/api/accounts/links/*');

        // Two minutes pass at the screen.
        await ward.page.clock.install();
        await ward.page.goto(`${server.url}/join`);
        await shows_a_code(ward);
        for (let second = 0; second < 130; second += 10) await ward.page.clock.fastForward(10_000);
        await ward.sees_word('link.over_note');

        // A phone that is not open yet says what comes first; the words are in its own language.
        const stranger = await Walker.arrive(first, { language: person.language, viewport: phone });
        await stranger.sees_screen('link.first_title');
        await looks_well(stranger);
        const paper = await ada.keeps_a_passphrase();
        await stranger.types_passphrase(paper, 'shared');
        await stranger.is_in();
        await stranger.goes_to('app.data');
        await stranger.takes_line('data.devices');
        await stranger.page.locator('.device').first().waitFor();
        assert.equal(await stranger.page.getByText(stranger.word('data.devices_link')).count(), 0, 'only an own device opens others');
        // Said to be hers after all, it stays open under her hands, and opens others from then on.
        await stranger.goes_to('app.data');
        await stranger.takes_line('data.make_own');
        await stranger.page.getByText(stranger.word('data.make_own'), { exact: true }).waitFor({ state: 'detached' });
        await stranger.sees_screen('data.title');
        await stranger.takes_line('data.devices');
        await stranger.sees_word('data.devices_link');
        await stranger.context.close();
        await close();
        remove();
        await ada.context.close();
    });
}

test('left at the very moment the phone says yes: the session that came along is ended', async () => {
    const [person] = people;
    const ada = await with_a_phone(person);
    const { ward, close, remove } = await at_a_screen(person);
    const code = await shows_a_code(ward);
    // The answer that carries the session is on its way while she presses Leave.
    let release, held;
    const gate = new Promise((resolve) => (release = resolve));
    const holding = new Promise((resolve) => (held = resolve));
    await ward.page.route('**/api/accounts/links/collect', async (route) => {
        const answer = await route.fetch();
        if ((await answer.json()).state === 'approved') {
            held();
            await gate;
        }
        await route.fulfill({ response: answer });
    });
    await ada.goes_to('app.data');
    await ada.takes_line('data.devices');
    await ada.takes_line('data.devices_link');
    await ada.page.getByLabel(ada.word('link.code_label')).fill(code);
    await ada.presses('common.go_on');
    await ada.sees_screen('link.ask_title');
    await ada.presses('link.yes');
    await ada.sees_word('link.done_digits');
    await holding;
    await ward.presses('app.leave');
    await ward.page.locator('main.cover').waitFor();
    const ended = ward.page.waitForResponse('**/api/accounts/sign-out');
    release();
    await ended;
    await ward.leaves_nothing();
    assert.equal(await ward.asks_api('/api/accounts/me'), 401);
    await close();
    remove();
    await ada.context.close();
});
