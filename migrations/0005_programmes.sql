-- Which programme a person takes part in; what it says is sealed with their record key.
create table enrolment (
    org_id {id} not null,
    person_id {id} not null,
    sealed {bytes} not null,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
) {strict};

-- Where a person stands: one sealed fact a row (began a step, finished it, stopped at a field).
-- The row's name is a hash under the record key, so that a row does not tell which step it is about.
create table progress (
    org_id {id} not null,
    person_id {id} not null,
    row_name {bytes} not null,
    sealed {bytes} not null,
    primary key (org_id, person_id, row_name),
    foreign key (org_id, person_id) references person (org_id, person_id)
) {strict};
