// The README's pictures, one a language: four screens of a phone beside each other, as an installation shows them: tools/pictures.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { close_browser, open_browser, phone } from './browser.mjs';
import { people } from './every_screen.mjs';
import { demo_folder, start } from './server.mjs';
import { Walker } from './walk.mjs';

const window = { width: phone.width, height: 696 };
const shown = { width: 272, height: 526 }; // in the picture
const gap = 9;

/** Four looks of one person on her first day, each as the window shows it. */
async function four_screens(server, code, person) {
    // Drawn as small as it is shown: letters that are shrunk afterwards are blurred.
    const context = await (await open_browser()).newContext({ viewport: window, locale: person.language, hasTouch: true, reducedMotion: 'reduce', colorScheme: 'light', deviceScaleFactor: shown.width / window.width });
    const afternoon = new Date();
    afternoon.setHours(14, 30, 0, 0);
    await context.clock.setFixedTime(afternoon); // Today greets by the hour
    const ada = await Walker.arrive(`${server.url}/p/${code}`, { language: person.language, context });
    const screens = [];
    const look = async () => {
        await ada.page.locator('main .waiting').waitFor({ state: 'detached' });
        await ada.page.evaluate(() => document.fonts.ready);
        screens.push(await ada.page.screenshot({ animations: 'disabled' }));
    };
    await look();
    await ada.keeps_a_minute();
    await ada.page.locator('main .rows').first().waitFor();
    await look();

    const outline = await ada.page.evaluate(async (language) => (await fetch(`/api/content/outline?language=${language}`)).json(), person.language);
    const module = outline.modules.find((one) => one.id === 'c2-settle-the-body');
    const step = module.steps.find((one) => one.id === 'pair-it-with-a-moment');
    await ada.opens_step(module.title, step.title);
    await ada.presses('step.next');
    await ada.field('situation').fill(person.says);
    await ada.page.locator('main input[type=range]').fill('8');
    await ada.is_kept();
    await ada.page.evaluate(() => document.activeElement.blur());
    await ada.page.evaluate(() => scrollTo(0, 0));
    await look();

    await ada.goes_to('app.data');
    await ada.takes_line('who.title');
    await ada.sees_screen('privacy.title');
    await look();
    await context.close();
    return screens;
}

async function beside_each_other(screens, path) {
    const size = { width: screens.length * (shown.width + gap) + gap, height: shown.height + 2 * gap + 2 };
    const context = await (await open_browser()).newContext({ viewport: size });
    const page = await context.newPage();
    const frames = screens.map((png) => `<img src="data:image/png;base64,${png.toString('base64')}" alt="">`);
    await page.setContent(`<style>
        body { margin: 0; padding: ${gap}px; display: flex; gap: ${gap}px; background: #ebe6da }
        img { width: ${shown.width}px; height: ${shown.height}px; box-sizing: border-box; border-radius: 10px; box-shadow: 0 0 0 1px #d5cdbb }
        </style>${frames.join('')}`);
    const whole = (await page.screenshot()).toString('base64');
    const pixels = await page.evaluate(async (png) => {
        const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
        const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
        canvas.drawImage(picture, 0, 0);
        return [...new Uint32Array(canvas.getImageData(0, 0, picture.width, picture.height).data.buffer)];
    }, whole);
    writeFileSync(path, few_colours(pixels, size.width, size.height));
    await context.close();
}

/** A PNG with the 256 commonest colours, each other pixel in the nearest: a third of the bytes, and nobody sees it. */
function few_colours(pixels, width, height) {
    const bytes = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
    const count = new Map();
    for (const colour of pixels) count.set(colour, (count.get(colour) ?? 0) + 1);
    const palette = [...count].sort(([, one], [, other]) => other - one).slice(0, 256).map(([colour]) => bytes(colour));
    const apart = (one, other) => one.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0);
    const nearest = new Map([...count.keys()].map((colour) => {
        const wanted = bytes(colour);
        let best = 0;
        palette.forEach((offered, i) => { if (apart(wanted, offered) < apart(wanted, palette[best])) best = i; });
        return [colour, best];
    }));
    const rows = Buffer.alloc((width + 1) * height); // each row begins with 0: no filter
    pixels.forEach((colour, i) => { rows[i + Math.floor(i / width) + 1] = nearest.get(colour); });
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([8, 3], 8); // eight bits a pixel, a palette
    const part = (name, body) => {
        const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
        const around = Buffer.alloc(8);
        around.writeUInt32BE(body.length, 0);
        around.writeUInt32BE(crc32(named), 4);
        return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
    };
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), part('IHDR', head), part('PLTE', Buffer.from(palette.flat())), part('IDAT', deflateSync(rows, { level: 9 })), part('IEND', Buffer.alloc(0))]);
}

const folder = resolve(process.argv[2]);
const data = demo_folder('pictures');
rmSync(join(data.data, 'made-by-demo')); // an installation as people have it: without a demo's band and clock
const server = await start(data.data);
try {
    mkdirSync(folder, { recursive: true });
    for (const person of people) await beside_each_other(await four_screens(server, data.codes[person.poster], person), join(folder, `${person.language}.png`));
} finally {
    await server.kill();
    data.remove();
    await close_browser();
}
