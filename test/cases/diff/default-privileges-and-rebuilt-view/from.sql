alter default privileges in schema public grant select on tables to public;
create table t (a int);
create view v as select a from t;
revoke all on v from public;
