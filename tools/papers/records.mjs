// Two papers that must never lag behind the schema, written from docs/privacy.md: the record of processing, and what a
// court order or a thief could get about one person. `node tools/papers/records.mjs` writes them; a house test compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handed_over } from './handed_over.mjs';
import { read_privacy } from './privacy.mjs';
import { record_of_processing } from './record_of_processing.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The papers as they should stand: path from the root → text. */
export function papers(privacy_page) {
    const kept = read_privacy(privacy_page);
    return {
        faults: kept.faults,
        written: {
            'docs/assurance/records-of-processing.md': record_of_processing(kept),
            'docs/assurance/what-could-be-handed-over.md': handed_over(kept),
        },
    };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const { faults, written } = papers(readFileSync(join(root, 'docs/privacy.md'), 'utf8'));
    if (faults.length > 0) {
        console.error(`docs/privacy.md:\n${faults.join('\n')}`);
        process.exit(1);
    }
    for (const [path, text] of Object.entries(written)) writeFileSync(join(root, path), text);
}
