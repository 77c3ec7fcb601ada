create table t (id int, n int);
create function two() returns int begin atomic select count(n) from t; end;
create function one() returns int return two();
create procedure p(a int, out b int) begin atomic insert into t values (a, one()) returning n; end;
