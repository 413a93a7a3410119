-- What clinicians of this site said of one item in one version: the newest word counts, all of them stay. `number` orders them, so
-- that a clock that went back changes nothing.
create table content_sign_off (
    pack text not null,
    item text not null,
    number bigint not null,
    version text not null,
    staff_id {id} not null references staff (staff_id),
    role text not null,
    role_words text not null,
    verdict text not null,
    comment text not null,
    signed_at bigint not null,
    primary key (pack, item, number)
) {strict};
