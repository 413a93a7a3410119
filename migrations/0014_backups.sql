-- Backups that were made, and restores that were rehearsed. Nothing in here belongs to a person.
create table backup (
    backup_id {id} not null primary key,
    state text not null,
    began_at bigint not null,
    ended_at bigint,
    data_file text not null,
    keys_file text not null,
    bytes bigint not null,
    rows bigint not null,
    hash {bytes},
    why text
) {strict};

create index backup_began on backup (began_at);

create table rehearsal (
    rehearsal_id {id} not null primary key,
    state text not null,
    began_at bigint not null,
    ended_at bigint,
    bytes bigint not null,
    rows bigint not null,
    opened bigint not null,
    hash {bytes},
    why text
) {strict};

create index rehearsal_began on rehearsal (began_at);
