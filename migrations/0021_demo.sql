-- The mark of a demo, written when `breather demo` makes it and never again: one row, nothing of a
-- person. A folder is a demo only with the file beside it that says the same.
create table demo (
    place bigint not null primary key check (place = 1),
    mark text not null,
    begins_at bigint not null,
    ahead_ms bigint not null
) {strict};
