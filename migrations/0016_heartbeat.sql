-- A server that runs writes here once a minute: that the disk takes writes is known before anybody needs it.
create table heartbeat (
    server_id {id} not null primary key,
    beat_at bigint not null
) {strict};
