select *, (select relfilenode from pg_class where relname = 'x_u') from x
