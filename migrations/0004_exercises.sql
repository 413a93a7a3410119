-- What a person writes. The server stores, orders and returns it and cannot read the texts. Field names
-- (such as "situation") stand in clear, so it can tell which kind of exercise an entry is.

-- One entry. A deleted one stays as an empty name, so that a late retry brings nothing back.
create table entry (
    org_id {id} not null,
    person_id {id} not null,
    entry_id {id} not null,
    deleted bigint not null,
    primary key (org_id, person_id, entry_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
) {strict};

-- One field of an entry: the versions that were replaced, 16 bytes each, oldest first, at most 64.
create table entry_field (
    org_id {id} not null,
    person_id {id} not null,
    entry_id {id} not null,
    field text not null,
    replaced {bytes} not null,
    primary key (org_id, person_id, entry_id, field),
    foreign key (org_id, person_id, entry_id) references entry (org_id, person_id, entry_id)
) {strict};

-- The versions of a field that stand: one, or several where two screens wrote without seeing each other.
create table entry_head (
    org_id {id} not null,
    person_id {id} not null,
    entry_id {id} not null,
    field text not null,
    version {id} not null,
    sealed {bytes} not null,
    primary key (org_id, person_id, entry_id, field, version),
    foreign key (org_id, person_id, entry_id, field) references entry_field (org_id, person_id, entry_id, field)
) {strict};

-- How many versions a person keeps, so that the limit costs one look instead of a count.
create table entry_shelf (
    org_id {id} not null,
    person_id {id} not null,
    heads bigint not null,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
) {strict};
