create type status as enum ('new', 'old');
comment on type status is 'an enum';
create type pair as (a int, b int);
create table t (id int primary key, status status, was status[] default '{old}', pair pair);
create index by_status on t (status);
create view v as select id, status from t;
comment on column t.status is 'how it stands';
