-- What was done and looked at by staff, in the order it happened. Rows are added and never changed; each carries a hash over
-- itself and the row before it, under a key of this installation. What concerns a person stands under a trail that only the
-- person's record key leads to, and is sealed with that key: once it is gone nobody can tell whose rows these were.
create table ledger (
    number bigint not null,
    at bigint not null,
    staff_id {id} not null,
    deed text not null,
    about text not null,
    org_id {id} not null,
    trail_id {id} not null,
    sealed {bytes} not null,
    hash {bytes} not null,
    primary key (org_id, trail_id, number)
) {strict};

create index ledger_number on ledger (number);

-- The newest row, so that a ledger cut short is found. One row.
create table ledger_head (
    place bigint not null primary key check (place = 1),
    number bigint not null,
    hash {bytes} not null
) {strict};

-- Where a person's rows are found: the trail, sealed with the record key.
create table ledger_trail (
    org_id {id} not null,
    person_id {id} not null,
    sealed {bytes} not null,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
) {strict};
