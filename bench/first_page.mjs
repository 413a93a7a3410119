// What a phone loads for the first exercise: a poster's address on a fresh profile, Start, until the breathing runs.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { close_browser, open_browser, phone, word } from '../tests/support/browser.mjs';
import { demo_folder, program } from '../tests/support/server.mjs';
import { serve_breather } from './subject.mjs';
import { figure } from './table.mjs';

const names = ['first_page.bytes', 'first_page.requests', 'first_page.other_hosts'];

export async function measure_first_page(about) {
    if (!names.some(about.wants)) return [];
    const folder = demo_folder('bench-page', program);
    // As a real installation has it: only what says it is a demo loads the demo's band (6 kB in two files).
    rmSync(join(folder.data, 'made-by-demo'));
    let server;
    try {
        server = await serve_breather(folder.data);
        const seen = await open_poster(server.port, folder.codes[0]);
        return [
            figure(names[0], seen.bytes / 1000, 'kB', { budget: 60, note: seen.encodings }),
            figure(names[1], seen.requests.length, '', { budget: 8, note: seen.requests.join(' ') }),
            figure(names[2], seen.other_hosts.length, '', { budget: 0, note: seen.other_hosts.join(' ') }),
        ].filter((row) => about.wants(row.name));
    } finally {
        await close_browser();
        await server?.stop();
        folder.remove();
    }
}

async function open_poster(port, code) {
    const host = `localhost:${port}`;
    const context = await (await open_browser()).newContext({ viewport: phone, locale: 'en-GB', hasTouch: true });
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    const seen = { bytes: 0, requests: [], other_hosts: [], encodings: '' };
    const encodings = new Set();
    network.on('Network.requestWillBeSent', ({ request }) => {
        const url = new URL(request.url);
        if (!/^https?:$/.test(url.protocol)) return;
        seen.requests.push(url.pathname.replace(/^\/assets\//, ''));
        if (url.host !== host) seen.other_hosts.push(url.host);
    });
    network.on('Network.responseReceived', ({ response }) => {
        const encoding = Object.entries(response.headers).find(([name]) => /^content-encoding$/i.test(name));
        if (encoding) encodings.add(encoding[1]);
    });
    network.on('Network.loadingFinished', ({ encodedDataLength }) => (seen.bytes += encodedDataLength)); // heads included
    await page.goto(`http://${host}/p/${code}`);
    await page.getByRole('button', { name: word('en-GB', 'common.start'), exact: true }).click();
    await page.getByRole('button', { name: word('en-GB', 'poster.enough') }).waitFor();
    await page.waitForLoadState('networkidle');
    await context.close();
    seen.encodings = [...encodings].join(' ');
    return seen;
}
