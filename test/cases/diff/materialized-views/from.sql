create table t (id int, v text);
create materialized view m as select id, v from t;
create unique index m_id on m (id);
create materialized view lazy as select id from t with no data;
create materialized view stays as select v from t;
create view on_it as select id from m;
create materialized view settings as select 1 as id, v, v as "a=b" from t;
alter materialized view settings alter v set storage external, alter "a=b" set statistics 9, alter "a=b" set (n_distinct = 5);
