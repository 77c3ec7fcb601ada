create domain status as text default 'new' check (value in ('new', 'old'));
comment on domain status is 'a check';
create type pair as enum ('(1,2)');
create table t (id int primary key, status status not null, was status[] default '{old}', pair pair default '(1,2)');
insert into t values (1, 'old', '{new}');
create index by_status on t (status);
create view v as select id, status from t;
comment on column t.status is 'how it stands';
