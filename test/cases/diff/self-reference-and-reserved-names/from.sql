create table "select" (id int primary key, "from" int references "select", "a""b" text);
create index "Weird index" on "select" ("a""b");
