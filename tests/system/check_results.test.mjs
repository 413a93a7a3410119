// `breather check-results`: the published tables, told to a person and to a script.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command } from '../support/server.mjs';
import { root } from '../support/tree.mjs';

const example = join(root, 'docs', 'examples', 'analysis', 'tables.toml');
let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), 'breather-check-results-'))));
after(() => rmSync(folder, { recursive: true }));

const check = (...words) => command(['check-results', ...words]);
const file = (name, text) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
};

test('the misprints of the published tables are told, and the exit code says so', () => {
    const { code, out } = check(example);
    assert.equal(code, 1);
    assert.match(out, /27\.05 appears when the categories of United Kingdom are put in the opposite order/);
    assert.match(out, /P = \.003 is printed; χ²\(8\) = 15\.57 gives P = \.049/);
    assert.doesNotMatch(out, /Hosmer-Lemeshow/);
});

test('results that hold together end with 0', () => {
    const { code, out } = check(file('fine.toml', '[[test]]\nt = "3.17"\ndf = 436\np = ".002"\n'));
    assert.equal(code, 0);
    assert.match(out, /1 printed result looked at: 0 slips, 0 notes\./);
});

test('a file that cannot be read ends with 2 and says where', () => {
    const broken = check(file('broken.toml', '[[test]]\nt = 3.17\ndfs = 4\n'));
    assert.equal(broken.code, 2);
    assert.match(broken.err, /broken\.toml: Line 3: \[\[test\]\] has no “dfs”/);
});

test('a file that is not there ends with 18, as everywhere, and so does a folder', () => {
    for (const path of [join(folder, 'nowhere.toml'), folder]) {
        const { code, err } = check(path);
        assert.equal(code, 18);
        assert.ok(err.includes(`There is no file ${path} that can be read.`), err);
    }
});

test('a file without results ends with 2 and says what to do', () => {
    const pdf = check(file('paper.pdf', '%PDF-1.7\n…'));
    assert.equal(pdf.code, 2);
    assert.match(pdf.err, /Save the paper as HTML/);
    const empty = check(file('empty.toml', ''));
    assert.equal(empty.code, 2);
    assert.match(empty.err, /\[\[test\]\]/);
});

test('a script gets every finding with place, weight, and both figures', () => {
    const { code, out } = check(example, '--json');
    assert.equal(code, 1);
    const told = JSON.parse(out);
    const age = told.findings.find((one) => one.where === 'Regression, sought help, China');
    assert.deepEqual([age.weight, age.what, age.printed, age.recomputed], ['slip', 'exp_b', '3.41', '2.44']);
    assert.equal(told.slips, told.findings.filter((one) => one.weight === 'slip').length);
});

test('a paper as HTML is read, its slips placed, and a page without results is told apart', () => {
    const paper = (p) =>
        `<!doctype html><meta charset="utf-8"><table><caption>Table 2. Knowledge.</caption><tr><th>Item</th><th>China (n=220), n (%)</th>
         <th>United Kingdom (n=218), n (%)</th><th>χ<sup>2</sup> (df)</th><th>P value</th></tr><tr><td>Knows of interventions</td>
         <td>65 (30)</td><td>142 (65)</td><td>55.65 (1)</td><td>&lt;.001</td></tr></table><p>The model fitted (χ<sup>2</sup><sub>8</sub>=15.57; <i>P</i>=${p}).</p>`;
    assert.equal(check(file('fine.html', paper('.049'))).code, 0);
    const { code, out } = check(file('paper.html', paper('.003').replace('65 (30)', '66 (30)')));
    assert.equal(code, 1);
    assert.match(out, /Table 2, Knows of interventions\n {2}slip: χ² = 55\.65 is printed; the counts give 54\.21/);
    assert.match(out, /χ²\(8\) = 15\.57 gives P = \.049/);
    assert.equal(check(file('nothing.html', '<p>Hello.</p>')).code, 2);
});

test('the page of the published tables is as it would be made today', () => {
    const page = readFileSync(join(root, 'docs', 'statistics.md'), 'utf8');
    const { out } = check(example, '--page');
    assert.ok(page.includes(out), 'put what `breather check-results docs/examples/analysis/tables.toml --page` prints into docs/statistics.md');
});
