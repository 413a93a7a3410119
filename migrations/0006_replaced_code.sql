-- A recovery code that was traded in: the hash that proved it stays on the code that replaced it, so that a repeated trade
-- can be told from a stranger's. It opens nothing.
alter table way_in add column replaced {bytes};
