create table t (a int, b int);
create statistics s on (a + 2), b from t;
comment on statistics s is 'x';
