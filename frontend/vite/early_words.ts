// Which words come with the first page: those that it, or Today, can say before another screen is
// asked for. Found by reading, so that nobody has to keep a list: a word moves when its place does.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The screens that ask for nothing more than the first page did. */
const starts = ['main.ts', 'routes/today.svelte', 'routes/place.svelte', 'routes/try.svelte'];

/** Every file under the starts, whether it comes with them or a moment later. Screens that are
 *  gone to are found by `import.meta.glob`, which this does not follow, and neither does it what
 *  is loaded `with_words(() => import('…'))`: these wait for their words. */
export function early_files(
  source: string,
  read = (file: string) => readFileSync(file, 'utf8'),
): Map<string, string> {
  const found = new Map<string, string>();
  const open = starts.map((name) => join(source, name));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file) || !/\.(svelte|ts)$/.test(file) || !existsSync(file)) continue;
    const text = read(file);
    found.set(file, text);
    for (const [, name] of text.matchAll(
      /(?:\bfrom|(?<!with_words\(\(\) => )\bimport\(|\bimport)\s*'(\.[^']+)'/g,
    )) {
      open.push(join(dirname(file), name!));
    }
  }
  return found;
}

/** Tells of a key whether one of these files can say it: it stands there whole, or its beginning
 *  stands in a template. Whoever puts a key together otherwise writes it out in a comment. */
export function said_in(files: Map<string, string>): (key: string) => boolean {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const text of files.values()) {
    for (const [, key] of text.matchAll(/['"`]([a-z_]+(?:\.[\w-]+)+)['"`]/g)) whole.add(key!);
    for (const [, begun] of text.matchAll(/`([a-z_]+\.[\w.-]*)\$\{/g)) beginnings.add(begun!);
  }
  const early = (key: string) =>
    whole.has(key) || [...beginnings].some((one) => key.startsWith(one));
  return (key) => early(key.replace(/^plain\./, ''));
}
