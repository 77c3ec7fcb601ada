create materialized view m as select 'a'::text as a, 'b'::text as b;
alter materialized view m alter b set compression pglz;
create materialized view n as select 'a'::text as a;
alter materialized view n alter a set compression pglz;
