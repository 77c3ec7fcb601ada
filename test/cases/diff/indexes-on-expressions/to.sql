create function low(v text) returns text language sql immutable as $$select lower(v)$$;
create table t (id int, v varchar(99), status varchar(9) check (status in ($$a$$, $$b$$)));
create unique index t_low on t (low(v) desc);
create index t_in on t (id) where status in ($$a$$, $$b$$);
create index t_w on t (v);
