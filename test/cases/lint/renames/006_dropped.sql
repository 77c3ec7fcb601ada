-- Description: no index on code is there any more, and none on item_id
alter table parts drop constraint parts_code_key;
create index concurrently parts_code on parts (code);
drop index concurrently parts_item_id_idx;
