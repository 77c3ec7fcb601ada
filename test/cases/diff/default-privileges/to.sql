alter default privileges revoke execute on functions from public;
alter default privileges in schema public grant insert on tables to public;
create table t (a int);
create table u (a int);
create function f() returns int language sql as 'select 1';
create view v as select a from t;
create sequence s;
