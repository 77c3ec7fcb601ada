// Everything that a migrated database holds, as text, so that an interrupted run can be compared with an undisturbed one.
import { withClient } from "../support/database.ts";

const QUESTIONS = {
  relations: `select n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner) = current_user as mine
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'other') order by 1, 2`,
  columns: `select attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'other') and c.relkind in ('r', 'p', 'v') and attnum > 0 and not attisdropped
    order by 1, attnum`,
  indexes: `select i.indexrelid::regclass::text, i.indisvalid, i.indisready, pg_get_indexdef(i.indexrelid)
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'other') order by 1`,
  enums: "select enumtypid::regtype::text, enumlabel from pg_enum order by 1, enumsortorder",
  partitions:
    "select inhrelid::regclass::text, inhparent::regclass::text, inhdetachpending from pg_inherits order by 1",
  views: "select viewname, definition from pg_views where schemaname = 'public' order by 1",
  audit: "select what, count(*)::int from audit group by 1 order by 1",
  items: "select count(*)::int, sum(v)::int from item",
  moods: "select mood::text from moods order by 1",
  preamble: "select x from préamble order by 1",
  path: "select * from path_of",
  history: `select version, name, kind, applied_by = (select applied_by from schema_migrations order by version desc limit 1) as same,
      checksum, fingerprint, success, steps_done, steps_total, steps_hash, step_started, error, rollback
    from schema_migrations order by version`,
  logged: `select version, event, count(*)::int from schema_migrations_log
    where event = 'applied' group by 1, 2 order by 1, 2`,
} as const;

export type Picture = Readonly<Record<keyof typeof QUESTIONS, readonly unknown[]>>;

export function pictureOf(url: string): Promise<Picture> {
  return withClient(url, async (client) => {
    const answers: [string, unknown[]][] = [];
    for (const [key, question] of Object.entries(QUESTIONS)) {
      // A setting of the test's own connection must not colour what it sees.
      await client.query("set search_path to pg_catalog, public");
      answers.push([key, (await client.query(question)).rows]);
    }
    return Object.fromEntries(answers) as unknown as Picture;
  });
}
