select k, (select string_agg(relfilenode::text, ',' order by relname) from pg_class where relname in ('pu','vu', 'pkey', 'vkey')) from p
