-- Description: what PostgreSQL named itself is dropped by that name
create table parts (id bigint primary key, code text not null unique, item_id bigint references items (id) on delete cascade);
create index on parts (item_id);
