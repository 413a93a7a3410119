// A data folder as large as wanted: written into the closed files beside one person who really joined.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** As large as a real person's words are: 750 bytes a row, four in five of them sealed text. */
export function fill_with_entries(data, bytes) {
    const file = join(data, 'breather.db');
    const database = new DatabaseSync(file);
    database.exec('pragma journal_mode = wal; pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -200000');
    const { org_id, person_id } = database.prepare('select org_id, person_id from person limit 1').get();
    database.exec('create temp table made (entry blob not null)'); // in the order of time, as a person's are
    // Made inside SQLite, a statement a table: a row at a time from here takes five times as long.
    const fields = "(select 'situation' as field union all select 'thought')";
    const add = [
        'insert into entry select :org, :person, entry, 0 from made',
        `insert into entry_field select :org, :person, entry, field, randomblob(16) from made cross join ${fields}`,
        `insert into entry_head select :org, :person, entry, field, randomblob(16), randomblob(365) from made cross join ${fields}`,
    ].map((text) => database.prepare(text));
    const make = database.prepare(`
        with recursive n(i) as (select ? union all select i + 1 from n limit 20000)
        insert into made select cast(unhex(printf('%012x', i)) || randomblob(10) as blob) from n`);
    let entries = 0;
    for (; statSync(file).size < bytes; entries += 20_000) {
        database.exec('begin; delete from temp.made');
        make.run(entries);
        for (const one of add) one.run({ org: org_id, person: person_id });
        database.exec('commit; pragma wal_checkpoint(truncate)');
    }
    const broken = database.prepare('select count(*) as count from pragma_foreign_key_check').get().count;
    database.close();
    if (broken > 0) throw new Error(`${broken} rows of the filling point at nothing`);
    return { entries, bytes: statSync(file).size };
}
