// A real chromium, as a person holds it. Each walk gets a context of its own: a phone or a desk, a language. Walks take the
// chromium without a window (docs/decisions/tests-outside-the-program.md); what must outlive its browser takes the whole one.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { flat, read, root } from './tree.mjs';

const require = createRequire(join(root, 'tests', 'browser', 'package.json'));
const { chromium } = require('playwright-core');
const axe_source = require.resolve('axe-core/axe.min.js');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const without_window = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';
const whole = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 860 };

const browsers = new Map();
/** One browser a test file; another one only for those who need other flags. `without`: flags that playwright adds. */
export function open_browser(more_flags = [], without = []) {
    const key = [...more_flags, ...without].join(' ');
    if (!browsers.has(key)) {
        const made = { executablePath: without_window, args: [...flags, ...more_flags], ignoreDefaultArgs: without };
        browsers.set(key, chromium.launch(made));
    }
    return browsers.get(key);
}
export async function close_browser() {
    await Promise.all([...browsers.values()].map(async (browser) => (await browser).close()));
    browsers.clear();
}

const words_of = (folder, language, into) => flat(JSON.parse(read(`frontend/src/words/${folder}${language}.json`)), '', into);
const words = Object.fromEntries(['en-GB', 'zh-Hans'].map((language) => [language, words_of('staff/', language, words_of('', language))]));

/** The apps' own words, so that a walk reads what a person reads and outlives a better sentence. */
export function word(language, key, params = {}) {
    const text = words[language].get(key);
    if (text === undefined) throw new Error(`no word ${key} in ${language}`);
    return Object.entries(params).reduce((t, [name, value]) => t.replaceAll(`{${name}}`, value), text);
}

/** A browser with a profile that outlives it, as on a phone: `die` is the kill of a crash, `close` an ordinary end. */
export async function open_lasting(profile, { language = 'en-GB', viewport = phone } = {}) {
    const context = await chromium.launchPersistentContext(profile, {
        executablePath: whole,
        args: flags,
        viewport,
        locale: language,
        hasTouch: viewport.width < 600,
    });
    const page = context.pages()[0] ?? (await context.newPage());
    const die = async () => {
        const gone = new Promise((resolve) => context.once('close', resolve));
        for (const pid of processes_of(profile)) {
            try {
                process.kill(pid, 'SIGKILL');
            } catch (fault) {
                if (fault.code !== 'ESRCH') throw fault; // it died with its parent
            }
        }
        await gone;
    };
    return { page, context, language, trouble: () => [], die, close: () => context.close() };
}

/** The browser that was started on this profile, with everything it started. */
function processes_of(profile) {
    const command = (pid) => {
        try {
            return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        } catch {
            return ''; // it has ended meanwhile
        }
    };
    return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && command(pid).includes(`--user-data-dir=${profile}`)).map(Number);
}

/**
 * A page that remembers what went wrong on it: script errors, blocked content, requests to other hosts.
 * `trouble()` is empty on a good walk.
 */
export async function open_page(url, { language = 'en-GB', viewport = phone, theme = 'light', motion = 'no-preference', storage, context, flags: more_flags, without, service_workers = 'allow' } = {}) {
    const own_context =
        context ??
        (await (await open_browser(more_flags, without)).newContext({
            viewport,
            locale: language,
            colorScheme: theme === 'night' ? 'dark' : 'light',
            reducedMotion: motion,
            hasTouch: viewport.width < 600,
            storageState: storage,
            serviceWorkers: service_workers,
        }));
    const page = await own_context.newPage();
    const trouble = [];
    const host = new URL(url).host;
    page.on('pageerror', (error) => trouble.push(`script: ${error.message}`));
    page.on('console', (line) => {
        if (line.type() === 'error' && !/status of (401|403|404|409|410|422|429|503)/.test(line.text()) && !/ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED)/.test(line.text())) trouble.push(`console: ${line.text()}`);
    });
    page.on('request', (request) => {
        const other = new URL(request.url());
        if (/^https?:$/.test(other.protocol) && other.host !== host) trouble.push(`foreign request: ${other.host}`);
    });
    const t = (key, params) => word(language, key, params);
    return { page, context: own_context, t, language, trouble: () => trouble };
}

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Colours on their way from one to another are nobody's to read yet. */
const colours_rest = (page) =>
    page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished.catch(() => undefined))).then(() => undefined));

/** What axe finds on this screen at WCAG 2.2 AA, as lines; empty when all is well. */
export async function accessibility_faults(page, only = wcag) {
    await colours_rest(page);
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(read_axe());
    const found = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }), only);
    return found.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}

let axe_text;
function read_axe() {
    axe_text ??= `${require('node:fs').readFileSync(axe_source, 'utf8')}; undefined`;
    return axe_text;
}

/** Controls too small for a finger, as lines: 44 px for what is pressed as a button, 24 for the rest. */
export function small_targets(page) {
    return page.evaluate(() => {
        const found = [];
        for (const control of document.querySelectorAll('button, summary, input, select, textarea, a[href]')) {
            const label = control.matches('input[type=radio], input[type=checkbox]') && control.closest('label');
            const box = (label || control).getBoundingClientRect();
            const style = getComputedStyle(label || control);
            const away = box.width === 0 || box.bottom + scrollY < 0 || style.visibility === 'hidden' || control.closest('[aria-hidden=true]');
            const in_a_sentence = control.matches('a') && style.display === 'inline';
            if (away || in_a_sentence) continue;
            const least = control.matches('button') || label ? 44 : 24;
            const side = Math.min(box.width, box.height);
            if (side < least - 0.5) {
                const name = control.getAttribute('aria-label') ?? (label || control).textContent.trim() ?? '';
                found.push(`“${name.slice(0, 40)}” is ${Math.round(box.width)} × ${Math.round(box.height)}, not ${least}`);
            }
        }
        return found;
    });
}

/** What reaches beyond the right edge, so that the page would scroll sideways or cut it off. */
export function too_wide(page) {
    return page.evaluate(() => {
        const wide = [...document.querySelectorAll('body *')].filter((e) => {
            const box = e.getBoundingClientRect();
            if (box.width <= 1 || box.right <= innerWidth + 1) return false;
            for (let up = e.parentElement; up; up = up.parentElement) if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return false;
            return !e.closest('.out-of-sight');
        });
        const scrolls = document.documentElement.scrollWidth > innerWidth;
        const named = wide.slice(0, 3).map((e) => `${e.tagName.toLowerCase()} “${e.textContent.trim().slice(0, 30)}” ends at ${Math.round(e.getBoundingClientRect().right)}`);
        return scrolls || wide.length ? [`wider than ${innerWidth}: ${named.join(', ')}`] : [];
    });
}
