// Looks for a text in everything the program left behind: every file of a folder, byte by byte, in the
// writings a careless program would use.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The paths of all files below a folder. */
export function* every_file(folder) {
    for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        const kind = statSync(path);
        if (kind.isDirectory()) yield* every_file(path);
        else if (kind.isFile()) yield path;
    }
}

/** The text as UTF-8, UTF-16, hex and base64 (all three phases of a base64 stream). */
function writings(text) {
    const utf8 = Buffer.from(text, 'utf8');
    const phases = [0, 1, 2].flatMap((shift) => {
        const shifted = Buffer.concat([Buffer.alloc(shift), utf8]);
        const whole = shifted.subarray(0, shifted.length - (shifted.length % 3));
        const from = shift === 0 ? 0 : 4; // the first group mixes with what stands before
        return ['base64', 'base64url'].map((form) => Buffer.from(whole.toString(form).slice(from)));
    });
    return [utf8, Buffer.from(text, 'utf16le'), Buffer.from(utf8.toString('hex')), ...phases];
}

/** Where any of the texts stands: ["data.db: the diary sentence", …]. `extra` are texts such as a log. */
export function find_in(folder, texts, extra = {}) {
    const places = [...every_file(folder)].map((path) => [path.slice(folder.length + 1), readFileSync(path)]);
    for (const [name, text] of Object.entries(extra)) places.push([name, Buffer.from(text)]);
    const found = [];
    for (const [place, bytes] of places) {
        for (const [what, text] of Object.entries(texts)) {
            if (writings(text).some((form) => bytes.includes(form))) found.push(`${place}: ${what}`);
        }
    }
    return found;
}
