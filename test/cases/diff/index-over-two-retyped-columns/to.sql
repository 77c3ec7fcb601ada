create table builds (id integer primary key, again_of integer, job bigint);
create index builds_order on builds (job, coalesce(again_of, id) desc);
