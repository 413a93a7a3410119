-- How often something was answered or opened, week by week. Nobody stands here, and no time finer than a week.
create table counter (
    topic text not null,
    about text not null,
    answer text not null,
    week bigint not null,
    times bigint not null,
    primary key (topic, about, answer, week)
) {strict_by_key};

-- The random names of what was counted, so that one that is sent twice counts once. What it was about stands nowhere beside it.
create table counter_key (
    key {id} not null primary key,
    week bigint not null
) {strict_by_key};

create index counter_key_week on counter_key (week);
