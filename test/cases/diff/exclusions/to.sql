create table r (at tsrange, room int4range, constraint no_clash exclude using gist (at with &&, room with &&) where (room is not null) deferrable initially deferred, exclude using gist (room with =) with (fillfactor = 80));
create table s (v text, unique (v));
