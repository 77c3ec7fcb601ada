// Who has used the tables and indexes that are dropped, as far as the server counts it.
import type { Finding } from "../../core/finding.ts";
import { sql } from "../sql.ts";
import { dropped, named, type TargetQuestion } from "./question.ts";

const since = sql`to_char(d.stats_reset at time zone 'UTC', 'YYYY-MM-DD')`;

export const lastUse: TargetQuestion = {
  about: "when what is dropped was used last",
  sql(demand, major) {
    const tables = dropped(demand, "table");
    // What goes with its table is not asked about.
    const indexes = dropped(demand, "index");
    if (tables.length + indexes.length === 0) return null;
    const last = (times: typeof since) =>
      major >= 16 ? sql`to_char(${times} at time zone 'UTC', 'YYYY-MM-DD HH24:MI')` : sql`null`;
    const ofTables = sql`select 'table' as kind, s.schemaname as schema, s.relname as name, null as table,
      s.seq_scan + coalesce(s.idx_scan, 0) as reads, s.n_tup_ins + s.n_tup_upd + s.n_tup_del as writes,
      ${last(sql`greatest(s.last_seq_scan, s.last_idx_scan)`)} as last, ${since} as since
      from pg_catalog.pg_stat_user_tables s cross join counted d
      where (s.schemaname, s.relname) in (${named(tables.length > 0 ? tables : [["", ""]])})`;
    const ofIndexes = sql`select 'index', s.schemaname, s.indexrelname, s.relname, s.idx_scan, 0,
      ${last(sql`s.last_idx_scan`)}, ${since}
      from pg_catalog.pg_stat_user_indexes s cross join counted d
      where (s.schemaname, s.indexrelname) in (${named(indexes.length > 0 ? indexes.map((path) => path.slice(-2)) : [["", ""]])})`;
    return sql`with counted as (select stats_reset from pg_catalog.pg_stat_database
      where datname = pg_catalog.current_database()) ${ofTables} union all ${ofIndexes} order by 1, 2, 3`;
  },
  found(rows, demand) {
    const tables = new Set(dropped(demand, "table").map((path) => path.join(".")));
    return rows.flatMap((row): Finding[] => {
      if (row.kind === "index" && tables.has(`${row.schema}.${row.table}`)) return [];
      const what = `${row.kind} ${row.schema}.${row.name} is dropped`;
      const [reads, writes] = [Number(row.reads), Number(row.writes)];
      const from = row.since ? ` since ${row.since}` : " since the server counts";
      if (reads + writes === 0) {
        return [
          { rule: "unused-until-now", severity: "note", message: `${what}: nobody used it here${from}` },
        ];
      }
      const used = [
        ...(reads > 0 ? [`read ${times(reads)}`] : []),
        ...(writes > 0 ? [`written ${times(writes)}`] : []),
      ].join(" and ");
      const last = row.last ? `, last read at ${row.last} UTC` : "";
      return [{ rule: "still-used", severity: "warning", message: `${what}: it was ${used}${from}${last}` }];
    });
  },
};

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
