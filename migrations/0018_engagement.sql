-- What people who agreed to be counted did with the app, under a trail that only their record key leads to. Rows lie in the order
-- of their random names, so that the file does not tell who came when.
create table engagement_event (
    org_id {id} not null,
    trail_id {id} not null,
    event_id {id} not null,
    at bigint not null,
    kind text not null,
    item_kind text not null,
    item text not null,
    minutes bigint not null,
    primary key (org_id, trail_id, event_id)
) {strict_by_key};

-- Whose trail it is, sealed with the record key. A row stands here while the person agrees.
create table engagement_trail (
    org_id {id} not null,
    person_id {id} not null,
    sealed {bytes} not null,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
) {strict_by_key};
