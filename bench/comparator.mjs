// Starts the comparator on the same cores and the same disk, with as many people.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tests/support/tree.mjs';
import { serve } from './subject.mjs';

/** `database`: a libpq connection string; without it, in a file. */
export async function serve_comparator(data, people, step, database) {
    const folder = join(root, 'bench', 'comparator');
    if (!existsSync(join(folder, 'node_modules'))) throw new Error('bench/comparator has no packages: (cd bench/comparator && npm ci)');
    const file = (name) => join(data, `comparator-${name}`);
    writeFileSync(file('step'), JSON.stringify(step));
    const server = await serve(process.execPath, (port) => [
        join(folder, 'server.mjs'),
        ...['--port', String(port), '--database', database ?? file('db'), '--step', file('step'), '--cookies', file('cookies'), '--people', String(people)],
    ]);
    return { ...server, people: file('cookies') };
}
