create table a (x integer);
create table workers (name text not null, constraint workers_pkey primary key (name));
alter table workers add constraint workers_name_unique unique (name);
alter table workers add constraint workers_name_again unique (name);
