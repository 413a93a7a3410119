// What a page may weigh on a phone with little signal, with the worker and without, and what may stay behind.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { close_browser, desk, phone } from '../support/browser.mjs';
import { demo_folder, start } from '../support/server.mjs';
import { Walker, nothing } from '../support/walk.mjs';

let folder;
let server;
before(async () => {
    folder = demo_folder('budgets');
    rmSync(join(folder.data, 'made-by-demo')); // an installation as people have it: without a demo's band and clock
    server = await start(folder.data);
});
after(async () => {
    await close_browser();
    await server?.kill();
    folder?.remove();
});

const poster = (which = 0) => `${server.url}/p/${folder.codes[which]}`;
const people = [
    { language: 'en-GB', poster: 0 },
    { language: 'zh-Hans', poster: 1 },
];

/** What the page asked for, the document first: {name, bytes} each, the bytes as they travelled or were kept. */
const weighed = (page) =>
    page.evaluate(() =>
        ['navigation', 'resource']
            .flatMap((kind) => performance.getEntriesByType(kind))
            .map((one) => ({ name: new URL(one.name).pathname, bytes: Math.max(one.transferSize, one.encodedBodySize) })),
    );

async function keeps_to(page, { requests, bytes, must_ask = '/' }, t) {
    await page.waitForLoadState('networkidle');
    const asked = await weighed(page);
    const told = asked.map((one) => `${one.name} ${one.bytes}`).join('\n');
    const whole = asked.reduce((sum, one) => sum + one.bytes, 0);
    assert.ok(asked.some((one) => one.name.startsWith(must_ask)), `it was not measured:\n${told}`);
    assert.ok(asked.every((one) => one.bytes > 0), `something weighs nothing:\n${told}`);
    assert.ok(asked.length <= requests && whole <= bytes, `asked ${asked.length} times for ${whole} bytes:\n${told}`);
    t.diagnostic(`${asked.length} requests, ${(whole / 1000).toFixed(1)} kB`);
}
const first_page = { requests: 8, bytes: 60_000 };
const today = { requests: 20, bytes: 100_000, must_ask: '/api/programmes/next' };

/** What the browser gets over the network: answers of its worker are not among it. */
function hears(context) {
    const heard = [];
    context.on('requestfinished', async (request) => {
        const answer = await request.response();
        if (!answer || answer.fromServiceWorker()) return;
        const { responseBodySize, responseHeadersSize } = await request.sizes();
        heard.push({ path: new URL(request.url()).pathname, bytes: responseBodySize + responseHeadersSize });
    });
    return heard;
}

for (const person of people) {
    test(`${person.language}: the first page and Today, without a worker`, async (t) => {
        const ada = await Walker.arrive(poster(person.poster), { language: person.language, viewport: desk, service_workers: 'block' });
        await keeps_to(ada.page, first_page, t);
        await ada.keeps_a_minute();
        await ada.page.goto(server.url);
        await ada.is_in();
        await keeps_to(ada.page, today, t);
        assert.deepEqual(ada.trouble(), []);
        await ada.context.close();
    });
}

test('the first page, Today and a cold start, with the worker: the app itself is not asked for again', async (t) => {
    const ada = await Walker.arrive(poster(), { viewport: phone });
    await keeps_to(ada.page, first_page, t);
    await ada.keeps_a_minute();
    await ada.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await ada.page.close();

    const heard = hears(ada.context);
    const again = await ada.opens_another_window(); // a cold start
    await again.is_in();
    await again.page.waitForLoadState('networkidle');
    const asked = await weighed(again.page);
    const whole = heard.reduce((sum, one) => sum + one.bytes, 0);
    const told = JSON.stringify(heard);
    assert.ok(asked.some((one) => one.name === today.must_ask) && asked.length <= today.requests, `asked ${asked.length} times`);
    assert.deepEqual(heard.filter((one) => !one.path.startsWith('/api/')), [], 'the worker has the app');
    assert.ok(heard.some((one) => one.path === today.must_ask) && whole <= 30_000, `${whole} bytes came over the network: ${told}`);
    t.diagnostic(`${asked.length} requests, ${heard.length} of them over the network, ${Math.round(whole / 1000)} kB`);
    assert.deepEqual(ada.trouble(), []);
    await ada.context.close();
});

test('until “Keep this for me” nothing at all stays in the browser', async () => {
    const ada = await Walker.arrive(poster(), { viewport: phone });
    const looks = async (where) => assert.deepEqual(await ada.left_behind(), nothing, where);
    await looks('the poster');
    await ada.presses('common.start');
    await looks('a minute running');
    await ada.presses('poster.enough');
    await ada.presses('common.better');
    await looks('how it was');
    await ada.presses('poster.keep');
    await ada.sees_word('keep.yes');
    await looks('asked whether to keep');
    for (const path of ['/', '/try', '/help', '/privacy', '/join']) {
        await ada.page.goto(server.url + path);
        await ada.sees_heading();
        await looks(path);
    }
    await ada.page.goto(poster());
    await ada.keeps_a_minute();
    assert.notDeepEqual(await ada.left_behind(), nothing, 'and then it does');
    await ada.context.close();
});
