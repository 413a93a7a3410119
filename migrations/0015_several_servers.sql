-- What several servers on one database tell one another. Kept only where they share one.

-- What changed that others keep in memory: one row a kind, with a number that only grows. Whoever saw a smaller one looks again.
create table hint (
    topic text not null primary key,
    seq bigint not null
) {strict};

-- The bytes of sound files, so that each server can fetch those that were imported on another.
create table content_sound (
    media text not null primary key,
    bytes {bytes} not null
) {strict};

-- Guesses at a passphrase, under a keyed hash that is nobody's name: counted together, forgotten when they no longer count.
create table guess (
    who_hash {bytes} not null primary key,
    guesses {bytes} not null,
    closed_until bigint not null,
    next_delay bigint not null,
    last_at bigint not null
) {strict};

create index guess_last on guess (last_at);
