// Kept in one file: better-sqlite3, synced before it answers.
import Database from 'better-sqlite3';

export function open_store(file) {
    const database = new Database(file);
    for (const pragma of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on', 'busy_timeout = 5000']) database.pragma(pragma);
    database.exec(`
        create table if not exists person (person_id integer primary key);
        create table if not exists session (token_hash blob primary key, person_id integer not null references person, ends_at integer not null) without rowid;
        create table if not exists step (path text primary key, body text not null);
        create table if not exists saved (person_id integer not null references person, entry text not null, field text not null,
            version text not null, sealed text not null, key text not null, received_at integer not null, unique (person_id, key));
        create index if not exists saved_of on saved (person_id, entry, field);`);
    const find_session = database.prepare('select person_id from session where token_hash = ? and ends_at > ?').pluck();
    const find_step = database.prepare('select body from step where path = ?').pluck();
    const save = database.prepare(`insert into saved (person_id, entry, field, version, sealed, key, received_at)
        values (?, ?, ?, ?, ?, ?, ?) on conflict (person_id, key) do nothing`);
    return {
        find_session: (hash, now) => find_session.get(hash, now),
        find_step: (path) => find_step.get(path),
        save: (...row) => void save.run(...row),
        fill({ path, body }, hashes, ends_at) {
            const add_person = database.prepare('insert into person default values');
            const add_session = database.prepare('insert into session values (?, ?, ?)');
            database.transaction(() => {
                database.prepare('insert or replace into step values (?, ?)').run(path, body);
                for (const hash of hashes) add_session.run(hash, add_person.run().lastInsertRowid, ends_at);
            })();
        },
        close: () => database.close(),
    };
}
