// What counting a request for a watching program costs, beside three numbers that all threads share.
import { execFileSync } from 'node:child_process';
import { programs } from './subject.mjs';
import { cost } from './table.mjs';

export function measure_watching(about) {
    if (!about.wants('watching.count')) return [];
    const seen = Array.from({ length: about.rounds }, () => JSON.parse(execFileSync(programs.meter).toString()));
    const micros = (key) => seen.map((round) => round[key] / 1000);
    return [cost('watching.count', micros('ours'), micros('shared'))];
}
