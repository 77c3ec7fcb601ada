create function distance(a float8, b float8) returns float8 language sql immutable as 'select a - b';
create type price as range (subtype = float8, subtype_diff = distance);
create type word as range (subtype = text, subtype_opclass = text_pattern_ops, collation = "POSIX");
create table offers (price price);
