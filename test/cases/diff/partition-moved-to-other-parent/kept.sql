select k, (select relfilenode from pg_class where relname = 'x') from x
