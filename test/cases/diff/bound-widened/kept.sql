select k, v, (select relfilenode from pg_class where relname = 'p1') as file, (select relfilenode from pg_class where relname = 'p1_v_idx') as ifile from p
