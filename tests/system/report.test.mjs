// `breather analyse --plan` as somebody at a desk would call it: a report that loads nothing and shows R's numbers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { command } from '../support/server.mjs';
import { root } from '../support/tree.mjs';

const data = join(root, 'tests', 'reference', 'o1_survey', 'data.csv');
const plan = join(root, 'docs', 'examples', 'analysis', 'two-country-survey', 'plan.toml');
let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), 'breather-report-'))));
after(() => rmSync(folder, { recursive: true }));

const analyse = (...words) => command(['analyse', ...words]);

test('the report of the survey: compare.py finds no number that is not R’s, and the page loads nothing', () => {
    const out = join(folder, 'survey');
    const { code, err } = analyse(data, '--plan', plan, '--out', out);
    assert.equal(code, 0, err);
    const expected = JSON.parse(readFileSync(join(root, 'tests', 'reference', 'o1_survey', 'expected.json'), 'utf8'));
    const answers = JSON.parse(readFileSync(join(out, 'answers.json'), 'utf8'));
    expected.analyses = expected.analyses.filter((one) => one.id in answers);
    assert.equal(expected.analyses.length, Object.keys(answers).length);
    writeFileSync(join(folder, 'expected.json'), JSON.stringify(expected));
    const compared = spawnSync('python3', [join(root, 'tests/reference/compare.py'), join(folder, 'expected.json'), join(out, 'answers.json')], { encoding: 'utf8' });
    assert.match(compared.stdout, /'FAIL': 0, 'missing': 0/, compared.stdout);

    const page = readFileSync(join(out, 'report.html'), 'utf8').replaceAll('&nbsp;', ' ');
    assert.doesNotMatch(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '').replaceAll(/href="data:text\/csv[^"]*"/g, ''), /http|<script|src=|url\(|@import|<link/);
    assert.match(page, /χ²\(1, N = 438\) = 17\.19, P &lt; \.001, φ = −\.20/);
    assert.match(page, /P = 0\.006/); // Chinese keeps the nought
    for (const file of ['analysis.R', 'tables/people.csv', 'tables/uk_logistic-coefficients.csv', 'plots/uk_logistic.csv'])
        assert.ok(existsSync(join(out, file)), file);
    assert.equal(analyse(data, '--plan', plan, '--out', join(folder, 'again')).code, 0);
    assert.equal(readFileSync(join(folder, 'again', 'report.html'), 'utf8').replaceAll('&nbsp;', ' '), page, 'the same table and plan give the same bytes');
});

const no_r = { skip: spawnSync('Rscript', ['--version']).error && 'R is not here' };
const in_r = (...words) => spawnSync('Rscript', words, { encoding: 'utf8', timeout: 60_000 });

test('analysis.R of a file of SPSS or Stata, where R is: it has every number, labels and gaps as the report has them', no_r, () => {
    const asked = (id, method, formula, more = '') => `[[analysis]]\nid = "${id}"\nask = "?"\nmethod = "${method}"\nformula = "${formula}"\n${more}\n`;
    const fixtures = join(root, 'tests', 'engines', 'datafiles', 'fixtures');
    const labelled = join(folder, 'labelled.toml');
    writeFileSync(
        labelled,
        asked('means', 'describe', 'mood', 'by = "site"') +
            asked('crossed', 'chi-square', 'stress ~ site') +
            asked('compared', 't-test', 'mood ~ site') +
            asked('stressed', 'describe', 'stress', 'by = "site"\nfilter = { site = ["1", "2"] }') +
            asked('here', 'proportion', 'site', 'event = 2') +
            asked('line', 'linear', 'mood ~ stress + site'),
    );
    const spss = join(folder, 'survey-of-staff.sav');
    assert.equal(analyse(data, '--convert', spss).code, 0);
    for (const [table, own] of [[join(fixtures, 'survey.sav'), labelled], [join(fixtures, 'survey.dta'), labelled], [spss, plan]]) {
        const out = join(folder, `other-${basename(table)}`);
        const { code, err } = analyse(table, '--plan', own, '--out', out);
        assert.equal(code, 0, err);
        const ran = in_r(join(out, 'analysis.R'));
        assert.match(ran.stdout, /\n\d{2,} comparisons, 0 of them apart\n$/, ran.stdout + ran.stderr);
        assert.equal(ran.status, 0);
        assert.doesNotMatch(ran.stderr, /colClasses/);
        assert.doesNotMatch(readFileSync(join(out, `${basename(table)}.csv`), 'utf8').split('\n')[0], /\bid\b/, 'only what the plan speaks of');
    }
});

test('a faulty plan names its line and writes nothing', () => {
    const faulty = join(folder, 'faulty.toml');
    writeFileSync(faulty, readFileSync(plan, 'utf8').replace('method = "t-test"', 'methode = "t-test"'));
    const line = readFileSync(faulty, 'utf8').split('\n').findIndex((one) => one.startsWith('methode')) + 1;
    const { code, err } = analyse(data, '--plan', faulty, '--out', join(folder, 'none'));
    assert.equal(code, 2);
    assert.match(err, new RegExp(`faulty\\.toml, line ${line}: .*methode.* is not a field`));
    assert.ok(!existsSync(join(folder, 'none')));
});

test('a suggested plan can be run as it stands', () => {
    const { code, out } = analyse('--suggest', data);
    assert.equal(code, 0);
    assert.match(out, /"id" = "id" +# .*identifier/);
    writeFileSync(join(folder, 'suggested.toml'), out);
    const ran = analyse(data, '--plan', join(folder, 'suggested.toml'), '--out', join(folder, 'suggested'));
    assert.equal(ran.code, 0, ran.err);
});

test('analysis.R, where R is: every number it has is the report’s, and a number that is not is found', no_r, () => {
    for (const [name, folder_of] of [['two-country-survey', 'o1_survey'], ['three-arm-trial', 'o3_three_arm_trial'], ['retention', 'o4_engagement']]) {
        const own = join(root, 'docs', 'examples', 'analysis', name, 'plan.toml');
        const table = join(root, 'tests', 'reference', folder_of, readFileSync(own, 'utf8').match(/^data = "(.*)"/m)[1]);
        const out = join(folder, `for-r-${name}`);
        assert.equal(analyse(table, '--plan', own, '--out', out).code, 0);
        const script = join(out, 'analysis.R');
        const ran = in_r(script, table);
        assert.match(ran.stdout, /\n\d{2,} comparisons, 0 of them apart\n$/, ran.stdout + ran.stderr);
        assert.equal(ran.status, 0);
        if (name !== 'retention') continue;
        writeFileSync(script, readFileSync(script, 'utf8').replace('m$n, 90)', 'm$n, 91)'));
        const wrong = in_r(script, table);
        assert.match(wrong.stdout, /! app_only\/n: 90\n    the report has 91/);
        assert.equal(wrong.status, 1);
    }
});
