create table t (a bigint, b text);
create function f() returns bigint begin atomic select a from t; end;
create function g() returns int begin atomic select f()::int; end;
create view v as select g() as x;
