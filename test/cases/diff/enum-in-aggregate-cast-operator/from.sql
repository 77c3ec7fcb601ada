create type e as enum ('a','b');
create function fo(e,e) returns e language sql immutable as 'select $1';
create aggregate m(e) (sfunc = fo, stype = e);
create function ei(e) returns int language sql immutable as 'select 1';
create cast (e as int) with function ei(e);
create function eq(e,e) returns boolean language sql immutable as 'select true';
create operator === (function = eq, leftarg = e, rightarg = e);
