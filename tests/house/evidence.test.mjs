// Whoever the content cites has a row in docs/content-evidence.md that says how sure we are of it, and no row is left over.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/tree.mjs';

const content = join(root, 'content/programmes/steady');
const source = /(?:van )?\p{Lu}[\p{L}-]+(?:(?: and |和)\p{Lu}[\p{L}]+)? (?:19|20)\d\d[a-z]?/gu;
const plain = (name) => name.replace('和', ' and ');

/** Every study a text names, with the files that do. */
export function cited(files) {
    const found = new Map();
    for (const [file, text] of files)
        for (const [line] of text.matchAll(/^evidence: .*$/gmu))
            for (const [name] of line.matchAll(source)) found.set(plain(name), [...(found.get(plain(name)) ?? []), file]);
    return found;
}

const files = readdirSync(content, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file, readFileSync(join(content, file), 'utf8')]);
const rows = new Map(
    [...readFileSync(join(root, 'docs/content-evidence.md'), 'utf8').matchAll(/^\| ([^|]+?) \| ([^|]+?) \| (abstract|partly|summary|memory) \| ([^|]*) ?\|$/gmu)].map(
        ([, name, takes, certainty, remark]) => [name, { takes, certainty, remark: remark.trim() }],
    ),
);

test('each source of the content has a row that says how sure we are of it', () => {
    const found = cited(files);
    assert.ok(found.size > 40, `only ${found.size} sources found`);
    const without = [...found].filter(([name]) => !rows.has(name)).map(([name, where]) => `${name}: ${where[0]}`);
    assert.deepEqual(without, [], 'write a row into docs/content-evidence.md');
    assert.deepEqual([...rows.keys()].filter((name) => !found.has(name)), [], 'rows of nothing that is still cited');
});

test('what was only partly seen says which part was not', () => {
    for (const [name, { certainty, remark }] of rows) if (certainty === 'partly') assert.match(remark, /not seen:/, name);
});

test('a source without a row would be found, in both languages', () => {
    const made = cited([['a.md', 'evidence: "Nobody and Noone 2031 (3 people): more."'], ['b.md', 'evidence: "Nobody和Noone 2031（3人）。van Dale 1999。"']]);
    assert.deepEqual([...made], [['Nobody and Noone 2031', ['a.md', 'b.md']], ['van Dale 1999', ['b.md']]]);
});
