// Pictures of every screen in every notable state, with a page to look through them: tools/gallery.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { close_browser, desk, phone } from './browser.mjs';
import { see_every_author_screen, see_what_authors_did } from './every_author_screen.mjs';
import { Visitor, people, see_every_screen } from './every_screen.mjs';
import { offices, see_every_chair, see_every_staff_screen } from './every_staff_screen.mjs';
import { microphone, remove_voices } from './microphone.mjs';
import { demo_folder, start } from './server.mjs';
import { Clerk, invite, start_new_house } from './staff.mjs';

const usage = `tools/gallery DIR [--staff] [--screen NAME] [--lang en-GB|zh-Hans] [--theme light|night|discreet] [--width 360|1280]
Writes a picture of every screen of the app into DIR, and index.html to look through them; with --staff, of the staff's
app. Each option narrows it down.`;
const themes = ['light', 'night', 'discreet'];
const sizes = { 360: phone, 1280: desk };

class Stop extends Error {}
/** The one picture that was asked for is taken: the rest of the walk is not needed. */
class Enough extends Error {}

function read_options(args) {
    let read;
    try {
        read = parseArgs({ args, allowPositionals: true, options: { staff: { type: 'boolean' }, screen: { type: 'string' }, lang: { type: 'string' }, theme: { type: 'string' }, width: { type: 'string' }, help: { type: 'boolean' } } });
    } catch (fault) {
        throw new Stop(`${fault.message.split('.')[0]}.\n${usage}`);
    }
    const { values, positionals } = read;
    if (values.help) return { help: true };
    if (positionals.length !== 1) throw new Stop(`Please name one folder for the pictures.\n${usage}`);
    const one_of = (name, all) => {
        const given = values[name];
        if (given !== undefined && !all.includes(given)) throw new Stop(`--${name} “${given}” is not known. Please choose one of: ${all.join(', ')}.`);
        return given === undefined ? all : [given];
    };
    return {
        folder: resolve(positionals[0]),
        staff: values.staff ?? false,
        screen: values.screen,
        languages: one_of('lang', people.map((person) => person.language)),
        themes: one_of('theme', themes),
        widths: one_of('width', Object.keys(sizes)),
    };
}

const file_name = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

/** Somebody who takes a picture of each screen into `album`. */
function photographing(Person) {
    return class extends Person {
        shares() {
            return { album: this.album, theme: this.theme, options: this.options };
        }

        async looks(name) {
            await this.page.locator('main h1').first().waitFor();
            await this.page.locator('main .waiting').waitFor({ state: 'detached' });
            await this.#pictures(name);
        }

        /** What lies over the page covers the window, not what is below it. */
        async glimpses(name, { whole = false } = {}) {
            await this.#pictures(name, { whole });
        }

        async prints(name) {
            await this.page.emulateMedia({ media: 'print' });
            await this.#pictures(`${name}, printed`);
            await this.page.emulateMedia({ media: 'screen', colorScheme: this.theme === 'night' ? 'dark' : 'light' });
        }

        async #pictures(name, { whole = true } = {}) {
            const { screen, widths } = this.options;
            this.album.names.add(name);
            if (screen !== undefined && screen !== name) return;
            mkdirSync(this.album.folder, { recursive: true });
            const was = this.page.viewportSize();
            for (const width of widths) {
                await this.page.setViewportSize(sizes[width]);
                await this.page.evaluate(async () => {
                    scrollTo(0, 0);
                    await document.fonts.ready;
                    await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
                });
                // As tall as the page, so that the menu stands at its foot and hides nothing. Asked twice: what a low
                // window leaves out comes back in a tall one.
                for (let asked = 0; whole && asked < 2; asked += 1) {
                    const tall = await this.page.evaluate(() => document.documentElement.scrollHeight);
                    await this.page.setViewportSize({ ...sizes[width], height: Math.max(sizes[width].height, tall) });
                }
                const file = `${[file_name(name), this.language, this.theme, width].join('_')}.png`;
                await this.page.screenshot({ path: join(this.album.folder, file), fullPage: whole, animations: 'disabled' });
                this.album.pictures.push({ name, language: this.language, theme: this.theme, width, file });
            }
            await this.page.setViewportSize(was);
            if (screen !== undefined) throw new Enough();
        }
    };
}

class Photographer extends photographing(Visitor) {
    /** The discreet look is a setting of hers: from when she is in, its words are plain too. */
    word(key, params) {
        if (this.plainly) {
            try {
                return super.word(`plain.${key}`, params);
            } catch {
                // this word has no plainer one
            }
        }
        return super.word(key, params);
    }

    async settles() {
        if (this.theme !== 'discreet') return;
        await this.goes_to('app.data');
        await this.takes_line('app.settings');
        await this.page.locator('main input[value=discreet]').check();
        this.plainly = true;
        await this.goes_to('app.today');
    }

    /** A window of the same browser has the same look. */
    async opens_another_window(path) {
        const other = await super.opens_another_window(path);
        return Object.assign(other, this.shares(), { plainly: this.plainly });
    }
}

class Clerks extends photographing(Clerk) {
    /** Her look is chosen on her own page, and kept by the browser. */
    async settles() {
        if (this.theme !== 'discreet') return;
        await this.goes_to('desk.me');
        await this.page.locator('main input[value=discreet]').check();
        await this.opens_places();
        await this.page.locator('nav button.place').first().click();
        await this.page.locator('main input[value=discreet]').waitFor({ state: 'detached' });
        await this.sees_heading();
    }

    /** A colleague at another computer has chosen the same. */
    async colleague(path) {
        const other = await super.colleague(path);
        await other.page.evaluate((theme) => {
            const kept = { ...JSON.parse(localStorage.getItem('look') ?? '{}'), theme };
            localStorage.setItem('look', JSON.stringify(kept));
            document.documentElement.dataset.theme = theme === 'night' ? 'night' : theme;
        }, this.theme);
        return other;
    }
}

async function walk(server, folder, album, person, theme, options) {
    const address = `${server.url}/p/${folder.codes[person.poster]}`;
    const ada = await Photographer.arrive(address, { language: person.language, viewport: phone, theme, motion: 'reduce' });
    Object.assign(ada, { album, theme, options });
    await to_its_end(ada, see_every_screen(ada, { address, person }));
}

/** A house of its own for each: its set-up is finished once. */
async function walk_staff(album, office, theme, options) {
    await in_house(async (house) => {
        const mara = await clerk(`${house.desk}/`, { language: office.language, album, theme, options });
        await to_its_end(mara, see_every_staff_screen(mara, { house, office }));
    });
}

async function walk_author(album, office, theme, options) {
    await in_house(async (house) => {
        const how = { language: office.language, album, theme, options };
        const ama = await clerk(invite(house, 'author', office.third), { ...how, flags: microphone(office.language, 0.16) });
        await to_its_end(ama, see_every_author_screen(ama, { house, office }));
        const mara = await clerk(house.link, how);
        await to_its_end(mara, see_what_authors_did(mara));
    });
}

async function in_house(work) {
    const house = await start_new_house('gallery');
    try {
        await work(house);
    } finally {
        await house.remove();
    }
}

async function clerk(url, { album, theme, options, ...how }) {
    const one = await Clerks.arrive(url, { ...how, theme, viewport: phone, motion: 'reduce' });
    return Object.assign(one, { album, theme, options });
}

async function walk_chairs(server, album, { language }, theme, options) {
    const mara = await clerk(server.url, { language, album, theme, options });
    await to_its_end(mara, see_every_chair(mara, server));
}

async function to_its_end(walker, walk) {
    try {
        await walk;
    } catch (fault) {
        if (!(fault instanceof Enough)) throw fault;
    } finally {
        for (const one of [walker, ...walker.others]) await one.context.close();
    }
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function index_of({ pictures, names }) {
    const shown = [...names].filter((name) => pictures.some((picture) => picture.name === name));
    const sections = shown.map((name) => {
        const figures = pictures
            .filter((picture) => picture.name === name)
            .map(({ file, language, theme, width }) => `<figure><a href="${file}"><img loading="lazy" src="${file}" alt="" style="width:${width === '360' ? 180 : 480}px"></a><figcaption>${language} · ${theme} · ${width}</figcaption></figure>`);
        return `<section id="${file_name(name)}"><h2>${escaped(name)}</h2><div>${figures.join('')}</div></section>`;
    });
    const list = shown.map((name) => `<li><a href="#${file_name(name)}">${escaped(name)}</a></li>`);
    return `<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Breather, screen by screen</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem;color:#222;background:#eee}nav ul{columns:14rem}section>div{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}figure{margin:0}img{display:block;border:1px solid #bbb;background:#fff}figcaption{font-size:.8rem;color:#555}</style>
<h1>Breather, screen by screen</h1><p>${pictures.length} pictures of ${shown.length} screens.</p><nav><ul>${list.join('')}</ul></nav>${sections.join('\n')}</html>\n`;
}

async function with_demo(work) {
    const data = demo_folder('gallery');
    const server = await start(data.data);
    try {
        await work(server, data);
    } finally {
        await server.kill();
        data.remove();
    }
}

async function take_participants(album, theme, options) {
    const walkers = people.filter((person) => options.languages.includes(person.language));
    await with_demo((server, data) => Promise.all(walkers.map((person) => walk(server, data, album, person, theme, options))));
}

async function take_staff(album, theme, options) {
    const wanted = offices.filter((office) => options.languages.includes(office.language));
    await with_demo((server) =>
        Promise.all(wanted.flatMap((office) => [walk_staff(album, office, theme, options), walk_author(album, office, theme, options), walk_chairs(server, album, office, theme, options)])),
    );
}

async function main() {
    const options = read_options(process.argv.slice(2));
    if (options.help) return void process.stdout.write(`${usage}\n`);
    const album = { folder: options.folder, pictures: [], names: new Set() };
    try {
        for (const theme of options.themes) {
            await (options.staff ? take_staff(album, theme, options) : take_participants(album, theme, options));
            process.stderr.write(`${theme}: ${album.pictures.length} pictures so far\n`);
        }
    } finally {
        await close_browser();
        remove_voices();
    }
    if (album.pictures.length === 0) throw new Stop(`There is no screen called “${options.screen}”. There are:\n  ${[...album.names].join('\n  ')}`);
    writeFileSync(join(options.folder, 'index.html'), index_of(album));
    process.stdout.write(`${album.pictures.length} pictures: ${join(options.folder, 'index.html')}\n`);
}

try {
    await main();
} catch (fault) {
    if (!(fault instanceof Stop)) throw fault;
    process.stderr.write(`${fault.message}\n`);
    process.exitCode = 2;
}
