-- The second database: keys and tombstones only.

-- Which instance key these keys are wrapped with: a keyed hash under it. One row.
create table keys_instance (
    place bigint not null primary key check (place = 1),
    commitment {bytes} not null
) {strict};

-- One wrapped key a person. `settled` is 1 once the account's data is committed as well.
create table record_key (
    org_id {id} not null,
    person_id {id} not null,
    number bigint not null,
    commitment {bytes} not null,
    wrapped {bytes} not null,
    settled bigint not null,
    primary key (org_id, person_id)
) {strict};

create index record_key_unsettled on record_key (org_id, person_id) where settled = 0;

-- Who was erased. Never deleted: a restored database is made to forget them again.
create table tombstone (
    org_id {id} not null,
    person_id {id} not null,
    buried_at bigint not null,
    finished bigint not null,
    primary key (org_id, person_id)
) {strict};

create index tombstone_unfinished on tombstone (org_id, person_id) where finished = 0;
