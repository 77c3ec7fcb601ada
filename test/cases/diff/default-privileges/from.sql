alter default privileges grant select on tables to reader;
alter default privileges revoke execute on functions from public;
alter default privileges grant usage on schemas to reader with grant option;
alter default privileges for role writer in schema public grant insert on tables to reader;
create table kept (id int);
