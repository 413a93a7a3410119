// A real chromium, as a person holds it. Each walk gets a context of its own: a phone or a desk, a language.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { flat, read, root } from './tree.mjs';

const require = createRequire(join(root, 'tests', 'browser', 'package.json'));
const { chromium } = require('playwright-core');
const axe_source = require.resolve('axe-core/axe.min.js');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 860 };

let browser;
export async function open_browser() {
    browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
    return browser;
}
export async function close_browser() {
    await browser?.close();
    browser = undefined;
}

const words = Object.fromEntries(
    ['en-GB', 'zh-Hans'].map((language) => [language, flat(JSON.parse(read(`frontend/src/words/${language}.json`)))]),
);

/** The app's own words, so that a walk reads what a person reads and outlives a better sentence. */
export function word(language, key, params = {}) {
    const text = words[language].get(key);
    if (text === undefined) throw new Error(`no word ${key} in ${language}`);
    return Object.entries(params).reduce((t, [name, value]) => t.replaceAll(`{${name}}`, value), text);
}

/**
 * A page that remembers what went wrong on it: script errors, blocked content, requests to other hosts.
 * `trouble()` is empty on a good walk.
 */
export async function open_page(url, { language = 'en-GB', viewport = phone, theme = 'light', storage, context } = {}) {
    const own_context =
        context ??
        (await (await open_browser()).newContext({
            viewport,
            locale: language,
            colorScheme: theme === 'night' ? 'dark' : 'light',
            reducedMotion: 'no-preference',
            hasTouch: viewport.width < 600,
            storageState: storage,
        }));
    const page = await own_context.newPage();
    const trouble = [];
    const host = new URL(url).host;
    page.on('pageerror', (error) => trouble.push(`script: ${error.message}`));
    page.on('console', (line) => {
        if (line.type() === 'error' && !/status of (401|404|409|410|422|429|503)/.test(line.text()) && !/ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED)/.test(line.text())) trouble.push(`console: ${line.text()}`);
    });
    page.on('request', (request) => {
        const other = new URL(request.url());
        if (/^https?:$/.test(other.protocol) && other.host !== host) trouble.push(`foreign request: ${other.host}`);
    });
    const t = (key, params) => word(language, key, params);
    return { page, context: own_context, t, language, trouble: () => trouble };
}

/** What axe finds on this screen at WCAG 2.2 AA, as lines; empty when all is well. */
export async function accessibility_faults(page) {
    await page.evaluate(read_axe());
    const found = await page.evaluate(() =>
        window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
    );
    return found.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}

let axe_text;
function read_axe() {
    axe_text ??= `${require('node:fs').readFileSync(axe_source, 'utf8')}; undefined`;
    return axe_text;
}
