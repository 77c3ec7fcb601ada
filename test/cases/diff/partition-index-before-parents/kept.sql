select k, (select relfilenode from pg_class where relname = 'p1_j') from p
