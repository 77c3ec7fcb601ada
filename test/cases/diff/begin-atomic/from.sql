-- since 14
create table t (a int, b text);
create function f() returns int begin atomic select a from t; end;
create function g() returns int begin atomic select f(); end;
create view v as select g() as x;
