// What Lighthouse says of the pages strangers open first: its phone preset, five loads each, the median. Asked for with --lighthouse.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { word } from '../tests/support/browser.mjs';
import { demo_folder, program } from '../tests/support/server.mjs';
import { root } from '../tests/support/tree.mjs';
import { serve_breather } from './subject.mjs';
import { figure, median } from './table.mjs';

const loads = 5;
const categories = ['performance', 'accessibility', 'best-practices'];
const least = { performance: 98, accessibility: 100, 'best-practices': 100 };
const pages = { front: () => '/', poster: (codes) => `/p/${codes[0]}`, poster_zh: (codes) => `/p/${codes[1]}`, try: () => '/try' };
const row_of = (page, category) => `lighthouse.${page}.${category.replace('-', '_')}`;

export async function measure_lighthouse(about) {
    const wanted = Object.keys(pages).filter((page) => about.wants(`lighthouse.${page}`));
    const pause = about.wants('lighthouse.pause');
    if (!about.lighthouse || (wanted.length === 0 && !pause)) return [];
    const tools = await load_tools();
    const folder = demo_folder('bench-lighthouse', program);
    let server;
    try {
        server = await serve_breather(folder.data);
        const url = `http://localhost:${server.port}`;
        const rows = [];
        for (const page of wanted) {
            const results = [];
            for (let i = 0; i < loads; ++i) results.push(await look(tools, url + pages[page](folder.codes), page.endsWith('zh') ? 'zh-CN' : 'en-GB'));
            rows.push(...rows_of(page, results));
            about.says(`lighthouse.${page}: ${results.map((one) => one.scores.performance).join(' ')}`);
        }
        if (pause) rows.push(...rows_of('pause', [await look_at_a_pause(tools, url)]));
        return rows;
    } finally {
        await server?.stop();
        folder.remove();
    }
}

/** Its packages stand apart, so that whoever runs the tests need not fetch them. */
async function load_tools() {
    const folder = join(root, 'bench', 'lighthouse');
    if (!existsSync(join(folder, 'node_modules'))) throw new Error('bench/lighthouse has no packages: (cd bench/lighthouse && npm ci)');
    const require = createRequire(join(folder, 'package.json'));
    const load = (name) => import(pathToFileURL(require.resolve(name)).href);
    const [{ default: lighthouse, snapshot }, { launch }, { default: puppeteer }] = await Promise.all(['lighthouse', 'chrome-launcher', 'puppeteer-core'].map(load));
    return { lighthouse, snapshot, launch, puppeteer };
}

const flags = { output: [], logLevel: 'error', onlyCategories: categories };

/** A browser of its own for each look, which remembers nothing of the last. */
async function with_browser({ launch }, language, then) {
    const browser = await launch({
        chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', `--lang=${language}`],
    });
    try {
        return await then(browser.port);
    } finally {
        await browser.kill();
    }
}

async function look(tools, url, language) {
    for (let tries = 1; ; ++tries) {
        const { lhr } = await with_browser(tools, language, (port) => tools.lighthouse(url, { ...flags, port }));
        if (!lhr.runtimeError) return seen(lhr);
        // Chromium's recording now and then lacks the beginning of the load; that says nothing of the page.
        if (lhr.runtimeError.code !== 'NO_NAVSTART' || tries === 4) throw new Error(`Lighthouse, ${url}: ${lhr.runtimeError.message}`);
    }
}

/** Inside, a screen has no address of its own: it is opened by hand and looked at as it stands, without a score for speed. */
const look_at_a_pause = (tools, url) =>
    with_browser(tools, 'en-GB', async (port) => {
        const browser = await tools.puppeteer.connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: { width: 412, height: 823, isMobile: true, hasTouch: true } });
        const page = await browser.newPage();
        await page.goto(`${url}/try`);
        await page.waitForSelector('main ul.rows button');
        await page.click('main ul.rows button');
        await page.waitForFunction((title) => document.querySelector('h1') && document.querySelector('h1').textContent !== title, {}, word('en-GB', 'try.title'));
        const { lhr } = await tools.snapshot(page, { flags });
        await browser.disconnect();
        return seen(lhr);
    });

function seen(lhr) {
    const scores = {};
    const short = Object.fromEntries(categories.map((name) => [name, new Set()]));
    for (const name of categories) {
        const category = lhr.categories[name];
        if (category?.score === null || category === undefined || (name === 'performance' && lhr.gatherMode !== 'navigation')) continue;
        scores[name] = Math.round(category.score * 100);
        for (const { id, weight } of category.auditRefs) {
            const { score } = lhr.audits[id];
            if (weight > 0 && score !== null && score < 0.9) short[name].add(id);
        }
    }
    return { scores, short, blocking: lhr.audits['total-blocking-time']?.numericValue, largest: lhr.audits['largest-contentful-paint']?.numericValue };
}

function rows_of(page, results) {
    const rows = Object.keys(results[0].scores).map((name) => {
        const scores = results.map((one) => one.scores[name]);
        const short = [...new Set(results.flatMap((one) => [...one.short[name]]))];
        return figure(row_of(page, name), median(scores), '', { least: least[name], note: [...scores, ...short].join(' ') });
    });
    if (results[0].scores.performance !== undefined) {
        rows.push(figure(`lighthouse.${page}.largest_paint`, median(results.map((one) => one.largest)), 'ms'));
        rows.push(figure(`lighthouse.${page}.blocking`, median(results.map((one) => one.blocking)), 'ms'));
    }
    return rows;
}
