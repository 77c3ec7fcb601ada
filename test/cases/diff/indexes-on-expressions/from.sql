create function low(v text) returns text language sql immutable as $$select lower(v)$$;
create table t (id int, v text, w text, status varchar(9) check (status in ($$a$$, $$b$$)));
create index t_low on t (low(v));
create index t_in on t (id) where status in ($$a$$, $$b$$);
create index t_w on t (w, (w || v));
