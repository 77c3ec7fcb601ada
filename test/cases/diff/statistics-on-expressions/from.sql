-- since 14
create table t (a int, b int);
create statistics s on (a + 1), b from t;
