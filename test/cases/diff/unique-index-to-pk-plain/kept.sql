select k, (select relfilenode from pg_class where relname = 'pu') from p
