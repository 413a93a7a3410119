-- What every installation has before anyone joins.

-- This installation: one row. Its id is part of the salt of every sign-in name.
create table instance (
    place bigint not null primary key check (place = 1),
    instance_id {id} not null,
    made_at bigint not null
) {strict};

-- A retried action happens once: the key of each write, with a keyed hash of its body, for 30 days.
create table idempotency (
    org_id {id} not null,
    person_id {id} not null,
    key {id} not null,
    body_hash {bytes} not null,
    made_at bigint not null,
    primary key (org_id, person_id, key)
) {strict};

create index idempotency_made on idempotency (made_at);
