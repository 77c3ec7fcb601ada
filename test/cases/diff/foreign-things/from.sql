create foreign data wrapper w;
create server s foreign data wrapper w options (host 'a', port '1');
create foreign table f (a int options (x '1'), b text) server s options (t 'x');
create user mapping for public server s options (u 'x');
