-- What is to be done later. `due_at` is the next moment somebody must look: when it is due, or, while somebody works on it,
-- when their claim runs out. Null: nothing more to do. Payloads are ids, never words, never a
-- person's: a job outlives an erasure.
create table job (
    job_id {id} not null primary key,
    kind text not null,
    key text not null,
    payload text not null,
    state text not null,
    planned_for bigint not null,
    due_at bigint,
    tries bigint not null,
    held_by {id},
    done_for bigint,
    failed_at bigint,
    why text,
    forget_at bigint
) {strict};

create unique index job_named on job (kind, key);
create index job_due on job (kind, due_at);
create index job_failed on job (failed_at);
create index job_forgotten on job (forget_at);
