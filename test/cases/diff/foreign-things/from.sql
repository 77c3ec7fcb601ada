create foreign data wrapper files options (a '1');
create server one type 'x' version '1' foreign data wrapper files options (host 'h');
create server gone foreign data wrapper files;
create user mapping for public server one options (username 'u', password 'one');
create foreign table t (id int options (c 'd') not null, name text) server one options (x 'y''z');
comment on foreign table t is 'elsewhere';
