create table t (a int);
create view v with (security_barrier) as select a from t where a > 0;
create view w as select a from t where a > 1 with local check option;
