create function nothing() returns integer language sql immutable as 'select -1';
create function is_something(integer) returns boolean language sql immutable as 'select $1 <> nothing()';
create table messages (
  id integer not null,
  after integer not null default nothing(),
  used boolean generated always as (is_something(after)) stored,
  constraint real check (is_something(id))
);
