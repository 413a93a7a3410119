// `breather analyse` as a researcher's script would call it: R's numbers, and faults that say what to do.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command } from '../support/server.mjs';
import { root } from '../support/tree.mjs';

const reference = join(root, 'tests', 'reference');
let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), 'breather-analyse-'))));
after(() => rmSync(folder, { recursive: true }));

const analyse = (...words) => command(['analyse', ...words]);

for (const name of readdirSync(reference).filter((one) => /^o\d/.test(one))) {
    test(`${name}: every number is R's, and compare.py says so`, () => {
        const expected = join(reference, name, 'expected.json');
        const results = join(folder, `${name}.json`);
        const { code, err } = analyse('--cases', expected, '--results', results);
        assert.equal(code, 0, err);
        const compared = spawnSync('python3', [join(reference, 'compare.py'), expected, results], { encoding: 'utf8' });
        assert.equal(compared.status, 0, compared.stdout + compared.stderr);
        assert.match(compared.stdout, /'FAIL': 0, 'missing': 0/);
    });
}

test('control: a number that is off by a ten-thousandth is found', () => {
    const expected = join(reference, 'o1_survey', 'expected.json');
    const results = JSON.parse(analyse('--cases', expected).out);
    results.describe_age.mean *= 1.0001;
    writeFileSync(join(folder, 'off.json'), JSON.stringify(results));
    const compared = spawnSync('python3', [join(reference, 'compare.py'), expected, join(folder, 'off.json')], { encoding: 'utf8' });
    assert.equal(compared.status, 1);
    assert.match(compared.stdout, /FAIL \/mean/);
});

test('what is expected is never read', () => {
    const cases = JSON.parse(readFileSync(join(reference, 'o1_survey', 'expected.json'), 'utf8'));
    const whole = analyse('--cases', join(reference, 'o1_survey', 'expected.json')).out;
    for (const one of cases.analyses) delete one.expected;
    const bare = mkdtempSync(join(folder, 'bare-'));
    writeFileSync(join(bare, 'data.csv'), readFileSync(join(reference, 'o1_survey', 'data.csv')));
    writeFileSync(join(bare, 'cases.json'), JSON.stringify(cases));
    assert.equal(analyse('--cases', join(bare, 'cases.json')).out, whole);
});

test('a case that cannot be run says so among the results; the others are there', () => {
    const own = mkdtempSync(join(folder, 'own-'));
    writeFileSync(join(own, 'd.csv'), 'age,site\n30,UK\n40,CN\n');
    const cases = [
        { id: 'good', method: 'describe', file: 'd.csv', spec: { column: 'age' } },
        { id: 'no column', method: 'describe', file: 'd.csv', spec: { column: 'height' } },
        { id: 'no method', method: 'divine', file: 'd.csv', spec: {} },
        { id: 'no file', method: 'describe', file: 'e.csv', spec: { column: 'age' } },
        { id: 'text', method: 'describe', file: 'd.csv', spec: { column: 'site' } },
    ];
    writeFileSync(join(own, 'cases.json'), JSON.stringify(cases));
    const { code, out, err } = analyse('--cases', join(own, 'cases.json'));
    assert.equal(code, 1);
    const results = JSON.parse(out);
    assert.equal(results.good.mean, 35);
    assert.match(results['no column'].fault, /no column "height".*age, site/);
    assert.match(results['no method'].fault, /no method "divine".*describe/);
    assert.match(results['no file'].fault, /no file .*e\.csv/);
    assert.match(results.text.fault, /holds text \("UK" in row 1/);
    assert.equal(err.trim().split('\n').length, 4);
});

test('one question on the command line: a formula as in R, a reference level, digits for programs', () => {
    const survey = join(reference, 'o1_survey', 'data.csv');
    const question = ['logistic', 'used_dmhi', '~', 'ethnicity', '+', 'sought_help', '--reference', 'ethnicity=White', '--filter', 'site=UK'];
    const printed = analyse(survey, ...question);
    assert.equal(printed.code, 0, printed.err);
    assert.match(printed.out, /ethnicity=Asian/);
    assert.match(printed.out, /sought_help/);
    const answer = JSON.parse(analyse(survey, ...question, '--json').out);
    assert.equal(answer.coefficients[0].term, '(Intercept)');
    assert.ok(!answer.coefficients.some((one) => one.term === 'ethnicity=White'));
});

test('repeated measures, trends and raters are asked in a line, with the numbers of the cases', () => {
    const asked = (name, ...question) => {
        const { code, out, err } = analyse(name, ...question, '--json');
        assert.equal(code, 0, err);
        return JSON.parse(out);
    };
    const expected = (name, id) =>
        JSON.parse(readFileSync(join(reference, name, 'expected.json'), 'utf8')).analyses.find((one) => one.id === id).expected;
    const near = (got, wanted) => assert.ok(Math.abs(got - wanted) <= 1e-5 * Math.abs(wanted), `${got}, not ${wanted}`);

    const trial = join(reference, 'o3_three_arm_trial');
    const table = (file) => readFileSync(join(trial, file), 'utf8').trim().split('\n').map((line) => line.trim().split(','));
    const [names, ...people] = table('participants.csv');
    const of = (person, name) => person[names.indexOf(name)];
    const visits = table('outcomes.csv').slice(1);
    const before = new Map(visits.filter(([, week]) => week === '0').map(([id, , pss]) => [id, pss]));
    const arms = new Map(people.map((one) => [of(one, 'id'), one]));
    const rows = visits
        .map(([id, week, pss]) => [id, week, pss, before.get(id), of(arms.get(id), 'arm'), of(arms.get(id), 'organisation')])
        .filter(([, , , , arm]) => ['waitlist', 'minimal_support', 'discussion_group'].includes(arm));
    const header = 'id,week,pss,pss0,arm,organisation\n';
    writeFileSync(join(folder, 'all.csv'), header + rows.map((row) => row.join(',')).join('\n'));
    writeFileSync(join(folder, 'later.csv'), header + rows.filter(([, week]) => week !== '0').map((row) => row.join(',')).join('\n'));
    const mmrm = asked(join(folder, 'later.csv'), 'mmrm', 'pss ~ arm*week + pss0*week + organisation + us(week | id)', '--reference', 'arm=waitlist');
    near(mmrm.minus2_reml_log_lik, expected('o3_three_arm_trial', 'mmrm_weeks_8_16').minus2_reml_log_lik);
    const random = asked(join(folder, 'all.csv'), 'random-intercept', 'pss ~ arm*factor(week) + (1 | id)', '--reference', 'arm=waitlist');
    near(random.var_intercept, expected('o3_three_arm_trial', 'lmm_random_intercept').var_intercept);

    const coders = join(reference, 'o5_coders', 'data.csv');
    near(asked(coders, 'icc', 'severity_a severity_b').icc_2_1, expected('o5_coders', 'icc_severity').icc_2_1);
    near(asked(coders, 'fleiss-kappa', 'coder_a coder_b coder_c').kappa, expected('o5_coders', 'fleiss_three_coders').kappa);
    near(asked(coders, 'agreement', 'coder_a coder_b').gwet_ac1, expected('o5_coders', 'agreement_codes').gwet_ac1);
    writeFileSync(join(folder, 'dose.csv'), 'dose,better\n' + '1,yes\n1,no\n1,no\n2,yes\n2,no\n3,yes\n3,yes\n3,no\n');
    // R: prop.trend.test(c(1, 1, 2), c(3, 2, 3)), X-squared 0.6666667.
    near(asked(join(folder, 'dose.csv'), 'trend', 'better ~ dose').chi2, 2 / 3);
});

test('the answer in words: in both languages, as tables for a spreadsheet, as a page with pictures', () => {
    const survey = join(reference, 'o1_survey', 'data.csv');
    const t = [survey, 't-test', 'age', '~', 'site'];
    assert.match(analyse(...t).out, /welch[^]*To paste: t\(378\.37\) = 0\.46, P = \.647/);
    assert.match(analyse(...t, '--language', 'zh').out, /可直接用于论文：t\(378\.37\) = 0\.46, P = 0\.647/);
    const tables = analyse(...t, '--csv').out;
    assert.ok(tables.startsWith('\uFEFF'));
    assert.match(tables, /\nTests\nTest,t,df,P,Difference,95% CI\nWelch \(reported\),0\.46,378\.37/);
    const page = analyse(...t, '--html', '--language', 'zh').out;
    assert.match(page, /^<!doctype html>\n<html lang="zh-Hans">[^]*<svg[^]*<\/html>\n$/);
    assert.equal(analyse(...t, '--html', '--csv').code, 2);
    assert.equal(analyse(...t, '--language', 'fr').code, 2);
    // A shell has made the home folder of a "~" that stood alone.
    assert.match(analyse(survey, 't-test', 'age', process.env.HOME, 'site').out, /378\.37/);
});

test('a method without a formula is asked with the fields of its spec', () => {
    const trial = join(reference, 'o3_three_arm_trial', 'participants.csv');
    const asked = [trial, 'effect_size', '--with', 'outcomes.csv', '--spec', 'outcome=pss at week 8', '--spec', 'arm=arm'];
    const answer = JSON.parse(analyse(...asked, '--spec', 'comparisons=["discussion_group minus waitlist"]', '--json').out);
    assert.deepEqual(Object.keys(answer), ['discussion_group']);
    assert.match(analyse(...asked, '--csv').out, /Hedges g/);
});

test('of a table only the columns that cases speak of are read; a column that is not there is told beside all that are', () => {
    const own = mkdtempSync(join(folder, 'few-'));
    writeFileSync(join(own, 'd.csv'), 'day,left,arm,note\n1,1,A,x\n2,0,A,y\n3,1,B,z\n4,1,B,w\n');
    const spec = { time: 'day', event: 'left', group: 'arm' };
    const cases = [
        { id: 'curve', method: 'kaplan_meier', file: 'd.csv', spec },
        { id: 'none', method: 'describe', file: 'd.csv', spec: { column: 'height' } },
        { id: 'test', method: 'log_rank', file: 'd.csv', spec },
    ];
    writeFileSync(join(own, 'cases.json'), JSON.stringify(cases));
    const all = JSON.parse(analyse('--cases', join(own, 'cases.json')).out);
    assert.match(all.none.fault, /no column "height".*note/s);
    assert.equal(all.curve.A.n, 2);
    writeFileSync(join(own, 'cases.json'), JSON.stringify([cases[0], cases[2]]));
    const two = JSON.parse(analyse('--cases', join(own, 'cases.json')).out);
    assert.deepEqual(two, { curve: all.curve, test: all.test });
});

test('an option may stand before the file', () => {
    const survey = join(reference, 'o1_survey', 'data.csv');
    const words = ['logistic', 'used_dmhi ~ site'];
    const before = analyse('--reference', 'site=CN', survey, ...words, '--json');
    assert.equal(before.code, 0, before.err);
    assert.equal(before.out, analyse(survey, ...words, '--reference', 'site=CN', '--json').out);
});

test('a fault names what is wrong and what there is, and ends with 2', () => {
    const write = (name, text) => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
    };
    const survey = join(reference, 'o1_survey', 'data.csv');
    for (const [words, says] of [
        [[survey, 'logistic', 'used_dmhi ~ I(age^2)'], /I\(\) is not understood/],
        [[survey, 'logistic', 'used_dmhi ~ hight'], /no column "hight".*age/s],
        [[survey, 'logistic', 'age ~ sex'], /--event/],
        [[survey, 'frobnicate', 'age'], /There are:\n.*describe/s],
        [[survey, 'cox', 'age ~ sex'], /Surv\(/],
        [[survey], /a method/],
        [[survey, 'describe', 'age', '--filter', 'site'], /column=value/],
        [[survey, 'logistic', 'used_dmhi ~ site', '--reference', 'sit=CN'], /--reference speaks of sit,.*Did you mean site\?/],
        [[survey, 'logistic', 'used_dmhi ~ site', '--event', 'maybe'], /No row has "maybe" in used_dmhi\. There are: 0, 1\./],
        [['-', 'describe', 'age'], /not read from standard input/],
        [[write('heads.csv', 'a,b\n'), 'correlation', 'a b'], /has headings and no row/],
        [[write('gaps.csv', 'a,b\n1,\n2,\n3,\n'), 'linear', 'a ~ b'], /Column b is empty in these rows/],
    ]) {
        const { code, err } = analyse(...words);
        assert.equal(code, 2, err);
        assert.match(err, says);
    }
});

test('what a person reads has no brackets of a program, and calls only a P a P', () => {
    const { code, out } = analyse(join(reference, 'o1_survey', 'data.csv'), 'chi-square', 'site ~ used_dmhi');
    assert.equal(code, 0);
    assert.doesNotMatch(out.replaceAll(/95% CI \[[^[\]]*\]/g, ''), /[[\]{}]|\dE\d/); // an interval has brackets, as journals want them
    assert.match(out, /counts\n +23, 197\n +56, 162\n/); // 1 stands before 0
    assert.match(out, /ln_p +-10\.29/);
    assert.match(out, /odds_ratio\n +or +0\.337\d+\n/);
});

test('a table or a plan that is not there ends with 18, however it is asked for', () => {
    const gone = join(folder, 'gone.csv');
    for (const words of [[gone, 'describe', 'age'], ['--suggest', gone], ['--plan', join(folder, 'gone.toml')], ['--cases', join(folder, 'gone.json')]]) {
        const { code, err } = analyse(...words);
        assert.equal(code, 18, err);
        assert.match(err, /There is no file .*gone\./);
    }
});

test('a file of SPSS, of Stata or a workbook is analysed as a CSV is, whatever its name says', () => {
    const fixtures = join(root, 'tests', 'engines', 'datafiles', 'fixtures');
    const lying = join(folder, 'really-a-workbook.csv');
    writeFileSync(lying, readFileSync(join(fixtures, 'book.xlsx')));
    assert.equal(JSON.parse(analyse(lying, 'describe', 'id', '--json').out).n, 4);
    for (const name of ['survey.sav', 'survey.dta']) {
        const file = join(fixtures, name);
        const crossed = analyse(file, 'chi-square', 'stress ~ site');
        assert.equal(crossed.code, 0, crossed.err);
        const described = JSON.parse(analyse(file, 'describe', 'stress', '--json').out);
        assert.deepEqual([described.n, described.missing, described.mean], [6, 2, 3]);
        assert.match(analyse('--suggest', file).out, /"site" = "Where do you work\?"/);
    }
    const broken = join(folder, 'broken.sav');
    writeFileSync(broken, readFileSync(join(fixtures, 'survey.sav')).subarray(0, 900));
    const { code, err } = analyse(broken, 'describe', 'id');
    assert.equal(code, 2);
    assert.match(err, /^broken\.sav cannot be read\. It is damaged or cut short/);
});

test('a table becomes a file of SPSS and a CSV with its codebook; never over itself, never with a row left out', () => {
    const survey = join(root, 'tests', 'engines', 'datafiles', 'fixtures', 'survey.sav');
    const csv = analyse(survey, '--convert', join(folder, 'out.csv'));
    assert.equal(csv.code, 0, csv.err);
    assert.match(readFileSync(join(folder, 'out.codebook.csv'), 'utf8'), /^name,label,type,values,missing\nid,/);
    const sav = analyse(survey, '--convert', join(folder, 'out.sav'));
    assert.equal(sav.code, 0, sav.err);
    assert.equal(JSON.parse(analyse(join(folder, 'out.sav'), 'describe', 'stress', '--json').out).mean, 3);
    assert.equal(analyse(join(folder, 'out.sav'), '--convert', join(folder, 'out.sav')).code, 2);
    assert.equal(analyse(survey, '--convert', join(folder, 'out.dta')).code, 2);
    assert.equal(analyse(survey, '--convert', join(folder, 'nowhere', 'out.csv')).code, 12);
    writeFileSync(join(folder, 'torn.csv'), 'a,b\n1,2\n3\n4,5,6\n');
    const torn = analyse(join(folder, 'torn.csv'), '--convert', join(folder, 'torn.sav'));
    assert.equal(torn.code, 2);
    assert.match(torn.err, /line 3: This row has 1 cells[^]*line 4: This row has 3 cells/);
});
