create table "select" (id bigint primary key, "from" bigint references "select", "a""b" varchar);
create index "Weird index" on "select" ("a""b" desc);
