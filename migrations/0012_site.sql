-- What the operator told the first-run wizard about this site. One row; nothing of a person.
create table site (
    place bigint not null primary key check (place = 1),
    operator text not null,
    languages text not null,
    regions text not null,
    responder text not null,
    responder_en text not null,
    responder_zh text not null,
    key_copied bigint not null,
    done_at bigint
) {strict};
