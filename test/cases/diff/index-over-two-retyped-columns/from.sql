create table builds (id bigint primary key, again_of bigint, job bigint);
create index builds_order on builds (job, coalesce(again_of, id) desc);
