-- What a person calls an own device, sealed, and the day it was last used: so that they can tell their devices apart, and
-- sign one out that is lost.
alter table way_in add column name {bytes};
alter table way_in add column used_at bigint;
