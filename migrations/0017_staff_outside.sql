-- Who of the staff comes in through a provider of identities outside, instead of passphrase and code. What the provider calls them
-- is kept as a keyed hash only. An account has one way in: either a row here, or a passphrase.
create table staff_outside (
    identity_hash {bytes} not null primary key,
    staff_id {id} not null unique references staff (staff_id),
    bound_at bigint not null
) {strict};

-- A way to the provider and back that led somewhere: it leads nowhere a second time.
create table staff_outside_used (
    way_hash {bytes} not null primary key,
    ends_at bigint not null
) {strict};

create index staff_outside_used_ends on staff_outside_used (ends_at);
