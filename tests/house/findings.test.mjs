// docs/findings.md: every published finding has one owner, and what the page names is there.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expect_none, read, root } from '../support/tree.mjs';

const page = 'docs/findings.md';
const owners = ['screen', 'part', 'test', 'later', 'no'];

// The findings there are. Ids stay: the gaps were merged into others and are not used again.
const sources = { ZH: '1-21 23-47', WG: '1-44 46-50 52-60', BO: '1-20', IEM: '1-5 7-11', LIT: '1-16' };
const ids = Object.entries(sources).flatMap(([source, ranges]) =>
    ranges.split(' ').flatMap((range) => {
        const [first, last] = range.split('-').map(Number);
        return Array.from({ length: last - first + 1 }, (_, i) => `${source}-${String(first + i).padStart(2, '0')}`);
    }),
);

/** The rows of the page's tables, as cells, whatever stands in them. */
function rows_of(text) {
    return text
        .split('\n')
        .filter((line) => /^\| [A-Z]+-/.test(line))
        .map((line) => line.trim().slice(1, -1).split('|').map((cell) => cell.trim()));
}

// A test may be written with_underscores, and a quote in its name with a backslash.
const sentence = (text) => text.replace(/[\s_]+/g, ' ').replaceAll('\\', '').toLowerCase();

/** What is named in backticks, a path or a path#words, and is not there. */
function missing_in(text) {
    return [...text.matchAll(/`([^`#]+)(?:#([^`]+))?`/g)].flatMap(([, path, words]) => {
        if (!existsSync(join(root, path))) return [`${path} is not there`];
        return words && !sentence(read(path)).includes(sentence(words)) ? [`${path} has no "${words}"`] : [];
    });
}

function faults_in(rows) {
    const faults = [];
    const seen = new Set();
    for (const [id, words = '', owner, where = '', rest = '', ...more] of rows) {
        const say = (fault) => faults.push(`${id}: ${fault}`);
        if (!ids.includes(id)) say('is no finding');
        if (seen.has(id)) say('stands there twice');
        seen.add(id);
        if (more.length > 0) say('has too many cells');
        if (words.length < 5) say('does not say what was found');
        if (!owners.includes(owner)) say(`"${owner}" is none of ${owners.join(', ')}`);
        const named = [...where.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
        if (['screen', 'part', 'test'].includes(owner) && named.length === 0) say('names nothing that does it');
        if (owner === 'test' && !named.some((name) => /^tests\/.+#/.test(name))) say('names no test with its words');
        if (owner === 'screen' && !named.some((name) => /^(frontend|tests\/browser)\//.test(name))) say('names no screen');
        if (owner === 'later' && where !== '') say('is later and yet somewhere; what there is of it goes into the last column');
        if (['later', 'no'].includes(owner) && rest.length < 8) say('does not say what will bring it, or why not');
        missing_in(`${where} ${rest}`).forEach(say);
    }
    return [...faults, ...ids.filter((id) => !seen.has(id)).map((id) => `${id} has no row`)];
}

const sum_of = (rows) => {
    const of = (owner) => rows.filter((row) => row[2] === owner).length;
    return `${rows.length} findings: ${owners.map((owner) => `${owner} ${of(owner)}`).join(' · ')}`;
};

test('every finding has one owner, and what is named is there', () => {
    assert.equal(ids.length, 150);
    const rows = rows_of(read(page));
    expect_none(faults_in(rows), `mend the row in ${page}; where nothing does it yet, say "later" and what will.`);
    assert.ok(read(page).includes(sum_of(rows)), `the sum at the top of ${page} is not "${sum_of(rows)}"`);
});

test('the prose names only findings there are, and only files and tests that are there', () => {
    const text = read('docs/why-people-leave.md');
    const named = text.match(/\b(?:ZH|WG|BO|IEM|LIT)-\d+/g) ?? [];
    assert.ok(named.length > 20, `only ${named.length} findings are named`);
    const unknown = [...new Set(named)].filter((id) => !ids.includes(id)).map((id) => `${id} is no finding`);
    expect_none([...unknown, ...missing_in(text)], 'name what is there.');
});

test('a row that is spoilt is found, whichever way', () => {
    const good = rows_of(read(page));
    const faults_with = (id, change) => faults_in(good.map((row) => (row[0] === id ? change(row) : row)));
    const spoilt = {
        'has no row': faults_in(good.slice(1)),
        'stands there twice': faults_in([...good, good[0]]),
        'is no finding': faults_in([...good, ['ZH-22', 'nobody found this', 'later', '', 'whatever comes first']]),
        'is not there': faults_with('ZH-01', ([id, words]) => [id, words, 'part', '`tests/house/nothing.mjs`', '']),
        'has no "a test nobody wrote"': faults_with('ZH-01', ([id, words]) => [id, words, 'test', '`tests/house/links.test.mjs#a test nobody wrote`', '']),
        'names nothing that does it': faults_with('ZH-01', ([id, words]) => [id, words, 'screen', 'all of them', '']),
        'names no test with its words': faults_with('ZH-01', ([id, words]) => [id, words, 'test', '`tests/house/links.test.mjs`', '']),
        'does not say what will bring it, or why not': faults_with('ZH-07', ([id, words]) => [id, words, 'later', '', '']),
        'is none of': faults_with('ZH-07', ([id, words]) => [id, words, 'soon', '', 'whatever comes first']),
    };
    for (const [fault, found] of Object.entries(spoilt)) assert.ok(found.some((line) => line.includes(fault)), `"${fault}" is not found: ${found}`);
    assert.deepEqual(faults_in(good), []);
});
