-- Description: ignores of every sort
-- Author: ann
-- godwit-ignore missing-rollback: nothing to revert
-- godwit-ignore drop-column, set-not-null-scan: the whole file is about it

-- godwit-ignore drop-table: nobody uses it until 2030-01-01
drop table old_users;
-- godwit-ignore drop-table: nobody used it (until 2025-12-31)
drop table older_users;
alter table users drop column mail;
-- godwit-ignore truncate
truncate sessions;
-- godwit-ignore drop-tables: a slip of the pen
-- godwit-ignore index-not-concurrent: it is concurrent already
create index concurrently users_name on users (name);
create function f() returns void language sql as $$
  -- godwit-ignore drop-schema: a text, not a comment of this file
  select 1
$$;
