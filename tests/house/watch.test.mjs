// Alerts and dashboard speak of figures there are; every figure is watched by somebody or on the page for a reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expect_none, read } from '../support/tree.mjs';

const documented = new Set([...read('docs/metrics.md').matchAll(/^\| `(\w+)` \|/gm)].map((m) => m[1]));
const histograms = new Set([...read('docs/metrics.md').matchAll(/^\| `(\w+)` \| histogram/gm)].map((m) => m[1]));
const alerts = read('deploy/prometheus/alerts.yml');
const dashboard = JSON.parse(read('deploy/grafana/dashboard.json'));

/** The figures an expression names, without what Prometheus adds to a histogram's name. */
const figures_in = (text) =>
    [...text.matchAll(/\b((?:breather|process)_\w+)/g)].map(([, name]) => {
        const base = name.replace(/_(bucket|sum|count)$/, '');
        return histograms.has(base) ? base : name;
    });

test('there are figures, alerts and a dashboard', () => {
    assert.ok(documented.size > 15 && histograms.size >= 3);
    assert.ok((alerts.match(/- alert:/g) ?? []).length > 8);
    assert.ok(dashboard.panels.length > 10);
});

test('every figure an alert or a panel names exists', () => {
    const expressions = [...alerts.matchAll(/^ +expr: (.*)$/gm)].map((m) => m[1]);
    const panels = dashboard.panels.flatMap((p) => p.targets.map((t) => t.expr));
    const faults = [...expressions, ...panels].flatMap((e) => figures_in(e).filter((n) => !documented.has(n)).map((n) => `${n} in ${e}`));
    expect_none(faults, 'name a figure of docs/metrics.md.');
    assert.deepEqual(figures_in('rate(breather_no_such_total[5m])').filter((n) => !documented.has(n)), ['breather_no_such_total']); // it can fail
});

test('every figure is on the dashboard', () => {
    const shown = new Set(dashboard.panels.flatMap((p) => p.targets.flatMap((t) => figures_in(t.expr))));
    expect_none([...documented].filter((n) => !shown.has(n)), 'put it on a panel of deploy/grafana/dashboard.json.');
});

test('every alert says what to do', () => {
    const rules = alerts.split(/^ +- alert: /m).slice(1);
    const faults = rules.filter((r) => !/severity: (page|look)/.test(r) || !/says: ".{20,}"/.test(r)).map((r) => r.split('\n')[0]);
    expect_none(faults, 'give it severity page or look, and a sentence.');

});
