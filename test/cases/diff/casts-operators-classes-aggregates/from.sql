create type c as (a int);
create function ci(c) returns int language sql immutable as 'select 1';
create cast (c as int) with function ci(c);
create function lt(c, c) returns boolean language sql immutable as 'select true';
create operator <<< (function = lt, leftarg = c, rightarg = c);
create function cmp(c, c) returns int language sql immutable as 'select 0';
create operator class oc for type c using btree as operator 1 <<<, function 1 cmp(c, c);
create aggregate agg(int) (sfunc = int4pl, stype = int);
create table t (a int);
