-- Who works here: coaches, administrators and the like. Not participants, and not kept among them. What is written about a
-- member of staff is sealed with a key of this installation.
create table staff (
    staff_id {id} not null primary key,
    name_hash {bytes} not null unique,
    sealed {bytes} not null,
    passphrase {bytes} not null,
    totp {bytes} not null,
    totp_used bigint not null,
    since_at bigint not null,
    seen_at bigint not null,
    closed_at bigint
) {strict};

-- What somebody may do, and for which organisation; the nil id where the role is for the whole installation.
create table staff_role (
    staff_id {id} not null references staff (staff_id),
    role text not null,
    org_id {id} not null,
    primary key (staff_id, role, org_id)
) {strict};

create index staff_role_of on staff_role (role, org_id);

-- Who of the staff is signed in.
create table staff_session (
    token_hash {bytes} not null primary key,
    staff_id {id} not null references staff (staff_id),
    started_at bigint not null,
    seen_at bigint not null,
    fresh_until bigint not null,
    ends_at bigint not null
) {strict};

create index staff_session_of on staff_session (staff_id);
create index staff_session_ends on staff_session (ends_at);

-- A link by which somebody becomes staff, or by which one who lost phone or passphrase comes back in. Once, and not for long.
create table staff_invitation (
    invitation_id {id} not null primary key,
    code_hash {bytes} not null unique,
    sealed {bytes} not null,
    role text not null,
    org_id {id} not null,
    staff_id {id},
    made_by {id} not null,
    ends_at bigint not null
) {strict};

create index staff_invitation_ends on staff_invitation (ends_at);

-- What takes two administrators: proposed by one, done when another agrees.
create table staff_proposal (
    proposal_id {id} not null primary key,
    deed text not null,
    sealed {bytes} not null,
    made_by {id} not null references staff (staff_id),
    made_at bigint not null,
    ends_at bigint not null
) {strict};
