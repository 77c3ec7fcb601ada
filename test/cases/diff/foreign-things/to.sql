create foreign data wrapper w options (debug 'true');
create server s type 'z' version '2' foreign data wrapper w options (host 'b');
create foreign table f (a bigint options (x '2'), b text not null default 'q', c int) server s options (t 'y', z '1');
alter foreign table f add check (a > 0);
create user mapping for public server s options (u 'y', v 'z');
comment on foreign table f is 'x';
grant select on f to public;
grant usage on foreign server s to public;
