create table r (at tsrange, room int4range, constraint no_clash exclude using gist (at with &&));
create table s (v text collate "C", unique (v));
