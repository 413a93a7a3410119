-- Directory: the code on a wall leads to the organisation whose pauses hang there. What the place is called is for staff alone.
create table place (
    code text not null primary key,
    org_id {id} not null references organisation (org_id),
    label text not null,
    made_at bigint not null,
    closed_at bigint
) {strict};

create index place_of on place (org_id, made_at);
