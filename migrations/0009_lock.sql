-- An own device's lock: five tries for the PIN, and the half of the key that the device lacks.
create table device_lock (
    org_id {id} not null,
    person_id {id} not null,
    way_id {id} not null,
    proof_hash {bytes} not null,
    half {bytes} not null,
    tries_left bigint not null,
    primary key (org_id, person_id, way_id),
    foreign key (org_id, person_id, way_id) references way_in (org_id, person_id, way_id)
) {strict};
