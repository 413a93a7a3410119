// Links between our own pages lead somewhere.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { expect_none, files, read, root } from '../support/tree.mjs';

/** Where the links of a page lead, without those to other sites; code is not looked at. */
export function links_in(text) {
    const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
    const found = [
        ...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
        ...prose.matchAll(/^\[[^\]]+\]:\s*<?([^\s>]+)>?/gm),
        ...prose.matchAll(/<(?:img|a)\b[^>]*?\b(?:src|href)="([^"]+)"/g),
    ];
    return found.map((one) => one[1]).filter((link) => !/^([a-z][a-z0-9+.-]*:|#|\/\/)/i.test(link));
}

test('links of every kind are found, and only those to our own files', () => {
    const page = [
        '[a](b.md) ![c](d.png "e") [f](https://elsewhere.example) [g](#here) <img src="h.png">',
        '[i]: j.md',
        '`[no](no.md)`',
        '```',
        '[no](no.md)',
        '```',
    ].join('\n');
    assert.deepEqual(links_in(page), ['b.md', 'd.png', 'j.md', 'h.png']);
});

test('every link between our pages leads to a file that is there', () => {
    const pages = files('README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'docs/*.md', 'src/*README.md', 'frontend/src/*README.md')
        .filter((path) => existsSync(join(root, path)));
    let looked_at = 0;
    const faults = [];
    for (const page of pages) {
        for (const link of links_in(read(page))) {
            ++looked_at;
            const path = decodeURIComponent(link.split(/[#?]/)[0]);
            if (!existsSync(join(root, dirname(page), path))) faults.push(`${page}: ${link}`);
        }
    }
    assert.ok(looked_at > 10, `only ${looked_at} links were looked at`);
    expect_none(faults, 'correct the path, or take the link away.');
});
