select at, v, (select relfilenode from pg_class where relname = 'p1') from p
