create table t (id int, v text);
create materialized view m as select id, v from t;
create unique index m_id on m (id);
create materialized view lazy as select id from t with no data;
create materialized view stays as select v from t;
create view on_it as select id from m;
