create table t (a serial, b int generated always as identity);
