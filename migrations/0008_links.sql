-- Directory: the keyed hash of the code on another screen leads to what that screen asks for, and for two minutes to the
-- answer of whoever approved it. The keys in it are public halves; the wrap opens with neither of them alone.
create table link (
    code_hash {bytes} not null primary key,
    secret_hash {bytes} not null,
    public_key {bytes} not null,
    ends_at bigint not null,
    state text not null,
    org_id {id},
    person_id {id},
    way_id {id},
    answer_key {bytes},
    wrap {bytes},
    commitment {bytes},
    keep text
) {strict};

create index link_ends on link (ends_at);
create index link_of on link (org_id, person_id);
