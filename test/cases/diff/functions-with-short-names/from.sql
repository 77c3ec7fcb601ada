-- Bodies that name what the usual search path finds: they run while checks and generated columns are made.
create function nothing() returns integer language sql immutable as 'select -1';
create function is_something(integer) returns boolean language sql immutable as 'select $1 <> nothing()';
create table messages (id integer not null, after integer not null default nothing());
insert into messages values (1, -1), (2, 1);
