// A data folder as large as wanted: written into the closed files beside one person who really joined.
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** As large as a real person's words are: 750 bytes a row, four in five of them sealed text. */
export function fill_with_entries(data, bytes) {
    const file = join(data, 'breather.db');
    const database = new DatabaseSync(file);
    database.exec('pragma journal_mode = wal; pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -200000');
    const { org_id, person_id } = database.prepare('select org_id, person_id from person limit 1').get();
    const add_entry = database.prepare('insert into entry values (?, ?, ?, 0)');
    const add_field = database.prepare('insert into entry_field values (?, ?, ?, ?, ?)');
    const add_head = database.prepare('insert into entry_head values (?, ?, ?, ?, ?, ?)');
    const text = randomBytes(1 << 20);
    let entries = 0;
    while (statSync(file).size < bytes) {
        database.exec('begin');
        for (let i = 0; i < 20_000; ++i, ++entries) {
            const entry = randomBytes(16);
            entry.writeUIntBE(entries, 0, 6); // in the order of time, as a person's are
            add_entry.run(org_id, person_id, entry);
            for (const field of ['situation', 'thought']) {
                add_field.run(org_id, person_id, entry, field, randomBytes(16));
                const at = (entries * 997) % (text.length - 400);
                add_head.run(org_id, person_id, entry, field, randomBytes(16), text.subarray(at, at + 365));
            }
        }
        database.exec('commit; pragma wal_checkpoint(truncate)');
    }
    const broken = database.prepare('select count(*) as count from pragma_foreign_key_check').get().count;
    database.close();
    if (broken > 0) throw new Error(`${broken} rows of the filling point at nothing`);
    return { entries, bytes: statSync(file).size };
}
