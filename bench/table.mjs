// Rows of figures: how one is made from several rounds, and how they are shown.

export const median = (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const digits = (value) => (value === null ? null : Number(value.toPrecision(value >= 1000 ? 5 : 3)));

/** A figure by itself. `budget` is the most it may be, `least` what it should reach. */
export const figure = (name, value, unit, { budget, least, note } = {}) => ({
    name,
    value: digits(value),
    unit,
    floor: null,
    ratio: null,
    budget: budget !== undefined ? `≤ ${budget}` : least !== undefined ? `≥ ${least}` : '',
    good: budget !== undefined ? value <= budget : least !== undefined ? value >= least : null,
    note,
});

/** A rate beside its floor, round by round; the ratio is the median of the rounds' ratios. `least` is what it should reach. */
export function rate(name, rounds, floors, unit, { least, note } = {}) {
    const ratio = median(rounds.map((value, i) => value / floors[i]));
    return {
        name,
        value: digits(median(rounds)),
        unit,
        floor: digits(median(floors)),
        ratio: digits(ratio),
        budget: least === undefined ? '' : `× ≥ ${least}`,
        good: least === undefined ? null : ratio >= least,
        note,
    };
}

/** What an answer costs beside its floor: the smaller the better, so the ratio is floor by value. */
export const cost = (name, rounds, floors) => ({
    ...rate(name, rounds, floors, 'µs'),
    ratio: digits(median(rounds.map((value, i) => floors[i] / value))),
    budget: '',
    good: null,
});

export function table(rows) {
    const head = ['', 'value', 'unit', 'floor', 'ratio', 'budget', '', ''];
    const lines = rows.map((row) => [
        row.name,
        String(row.value),
        row.unit,
        row.floor === null ? '' : String(row.floor),
        row.ratio === null ? '' : String(row.ratio),
        row.budget,
        row.good === null ? '' : row.good ? 'met' : 'MISSED',
        row.note ?? '',
    ]);
    const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i].length)));
    const is_number = (i) => i === 1 || i === 3 || i === 4;
    const show = (line) =>
        line
            .map((cell, i) => (is_number(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
            .join('  ')
            .trimEnd();
    return [head, ...lines].map(show).join('\n');
}
