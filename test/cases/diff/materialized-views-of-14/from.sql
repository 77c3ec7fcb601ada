-- since 14
create materialized view m as select 'a'::text as a, 'b'::text as b;
alter materialized view m alter a set compression pglz;
