// Kept in PostgreSQL: node-postgres, a pool of ten, named (prepared) statements, each a transaction of its own that is
// durable before it answers (synchronous_commit stays on).
import pg from 'pg';

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export async function open_store(address) {
    const pool = new pg.Pool({ ...settings_of(address), max: 10 });
    await pool.query(`
        create table if not exists person (person_id bigint generated always as identity primary key);
        create table if not exists session (token_hash bytea primary key, person_id bigint not null references person, ends_at bigint not null);
        create table if not exists step (path text primary key, body text not null);
        create table if not exists saved (person_id bigint not null references person, entry text not null, field text not null,
            version text not null, sealed text not null, key text not null, received_at bigint not null, unique (person_id, key));
        create index if not exists saved_of on saved (person_id, entry, field);`);
    const first = async (name, text, values) => (await pool.query({ name, text, values })).rows[0];
    return {
        find_session: async (...asked) =>
            (await first('find_session', 'select person_id from session where token_hash = $1 and ends_at > $2', asked))?.person_id,
        find_step: async (path) => (await first('find_step', 'select body from step where path = $1', [path]))?.body,
        save: (...row) =>
            first('save', `insert into saved (person_id, entry, field, version, sealed, key, received_at)
                values ($1, $2, $3, $4, $5, $6, $7) on conflict (person_id, key) do nothing`, row), // prettier-ignore
        async fill({ path, body }, hashes, ends_at) {
            await pool.query('insert into step values ($1, $2) on conflict (path) do update set body = excluded.body', [path, body]);
            await pool.query(
                `with made as (insert into person select from generate_series(1, cardinality($1::bytea[])) returning person_id),
                    numbered as (select person_id, row_number() over () as n from made)
                 insert into session select hash, person_id, $2 from unnest($1::bytea[]) with ordinality as given (hash, n) join numbered using (n)`,
                [hashes, ends_at],
            );
            await pool.query('analyze');
        },
        close: () => pool.end(),
    };
}

/** "host=/run/postgresql user=me dbname=it", as libpq reads it; node-postgres wants an object. */
function settings_of(address) {
    const { dbname: database, ...rest } = Object.fromEntries(address.split(' ').map((word) => word.split('=')));
    return { database, ...rest };
}
