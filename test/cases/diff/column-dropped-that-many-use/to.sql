create table t (a int, c int);
create view v as select a from t;
create policy p on t using (a > 0);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr after update of a on t for each row execute function f();
create publication pb for table t;
