select (select count(*) from p11), (select count(*) from p1d), (select string_agg(relfilenode::text, ',' order by relname) from pg_class where relname in ('p11', 'p1d'))
