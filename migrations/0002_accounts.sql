-- Who operates, who employs, and the codes on posters. Nothing in these three tables belongs to a person.
create table organisation (
    org_id {id} not null primary key,
    name text not null,
    operator text not null,
    country text not null,
    labels text not null,
    pack text not null,
    made_at bigint not null
) {strict};

-- The languages an organisation is offered in, with what its leadership permits in each.
create table organisation_permission (
    org_id {id} not null references organisation (org_id),
    place bigint not null,
    language text not null,
    says text not null,
    primary key (org_id, language)
) {strict};

-- Directory: a poster's code leads to the organisation. Who joined with which code is written nowhere.
create table organisation_code (
    code text not null primary key,
    org_id {id} not null references organisation (org_id),
    made_at bigint not null,
    closed_at bigint
) {strict};

create index organisation_code_of on organisation_code (org_id, made_at);

-- A person: what is written about them is sealed with their record key, what they wrote with their vault.
create table person (
    org_id {id} not null references organisation (org_id),
    person_id {id} not null,
    profile {bytes} not null,
    settings {bytes} not null,
    public_key {bytes} not null,
    sealed_private_key {bytes} not null,
    primary key (org_id, person_id)
) {strict};

-- The ways a person can come in: devices, one passphrase, one recovery code. Each holds its own wrap of the vault's root.
create table way_in (
    org_id {id} not null,
    person_id {id} not null,
    way_id {id} not null,
    kind text not null,
    verifier {bytes} not null,
    wrap {bytes} not null,
    commitment {bytes} not null,
    iterations bigint,
    primary key (org_id, person_id, way_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
) {strict};

create unique index way_in_single on way_in (org_id, person_id, kind) where kind <> 'device';

-- Directory: the keyed hash of a sign-in name leads to the person.
create table sign_in_name (
    name_hash {bytes} not null primary key,
    org_id {id} not null,
    person_id {id} not null,
    foreign key (org_id, person_id) references person (org_id, person_id)
) {strict};

create index sign_in_name_of on sign_in_name (org_id, person_id);

-- Directory: the keyed hash of a device's or recovery code's id leads to the way in.
create table way_lookup (
    lookup_hash {bytes} not null primary key,
    org_id {id} not null,
    person_id {id} not null,
    way_id {id} not null,
    foreign key (org_id, person_id, way_id) references way_in (org_id, person_id, way_id)
) {strict};

create index way_lookup_of on way_lookup (org_id, person_id, way_id);

-- Directory: the hash of a session's token leads to the person who is signed in. `seen_at` is written seldom: for a shared
-- computer at most once a minute, for an own device at most once a day.
create table session (
    token_hash {bytes} not null primary key,
    org_id {id} not null,
    person_id {id} not null,
    way_id {id} not null,
    keep text not null,
    started_at bigint not null,
    seen_at bigint not null,
    ends_at bigint not null,
    foreign key (org_id, person_id, way_id) references way_in (org_id, person_id, way_id)
) {strict};

create index session_of on session (org_id, person_id, way_id);
create index session_ends on session (ends_at);
