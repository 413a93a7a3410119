// Reading the repository as text, for the house tests.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export const read = (path) => readFileSync(join(root, path), 'utf8');

/** Files that git knows or would take up, below the given folders, as paths from the root. */
export const files = (...patterns) =>
    execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...patterns], {
        cwd: root,
        maxBuffer: 1 << 26,
    })
        .toString()
        .split('\0')
        .filter(Boolean);

/** Nested words as flat keys: {today: {hello: "…"}} → Map("today.hello" → "…"). */
export function flat(words, prefix = '', into = new Map()) {
    for (const [key, value] of Object.entries(words)) {
        if (value && typeof value === 'object' && !Array.isArray(value)) flat(value, `${prefix}${key}.`, into);
        else into.set(prefix + key, value);
    }
    return into;
}

/** Fails with every fault at once, each on a line with its place and what to do. */
export function expect_none(faults, what_to_do) {
    if (faults.length > 0) throw new Error(`${faults.join('\n')}\n→ ${what_to_do}`);
}
