// Who follows this server: standbys that replay locks, slots that keep the log, subscribers who see no schema change.
import type { Demand } from "../../core/demand.ts";
import type { Finding } from "../../core/finding.ts";
import type { Row } from "../session.ts";
import { sql } from "../sql.ts";
import { distinct, named, type TargetQuestion, told } from "./question.ts";

/** Less of it is nothing to talk about. */
const MUCH_BYTES = 16 * 1024 * 1024;

export const replication: TargetQuestion = {
  about: "who replicates this database",
  sql(demand) {
    const tables = changedTables(demand);
    return sql`
      select 'standby' as what, coalesce(nullif(r.application_name, ''), r.client_addr::text, r.pid::text) as name,
        null as detail, null::numeric as bytes
      from pg_catalog.pg_stat_replication r left join pg_catalog.pg_replication_slots s on s.active_pid = r.pid
      where s.slot_type is distinct from 'logical'
      union all
      select 'slot', slot_name, slot_type,
        case when pg_catalog.pg_is_in_recovery() then null
          else pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), restart_lsn) end
      from pg_catalog.pg_replication_slots where not active
      union all
      select 'published', p.schemaname || '.' || p.tablename, p.pubname, null
      from pg_catalog.pg_publication_tables p
      where (p.schemaname, p.tablename) in (${named(tables.length > 0 ? tables : [["", ""]])})
      order by 1, 2, 3`;
  },
  found(rows, demand) {
    return told([
      ...standbys(rows, demand),
      ...rows.flatMap((row) => [...slot(row, demand), ...published(row)]),
    ]);
  },
};

/** What is known of a table changes: with its name, its columns, its constraints. */
function changedTables({ changes }: Demand) {
  return distinct(
    changes.flatMap((change) => {
      const { id } = change.type === "drop" ? change.from : change.to;
      return id.kind === "table" || id.kind === "column" ? [id.path.slice(0, 2)] : [];
    }),
  );
}

function standbys(rows: readonly Row[], { locks, logged }: Demand): Finding[] {
  const names = rows.flatMap(({ what, name }) => (what === "standby" ? [name] : []));
  const tables = distinct(
    locks.filter(({ mode }) => mode === "ACCESS EXCLUSIVE").map(({ relation }) => relation),
  ).map((path) => path.join("."));
  if (names.length === 0) return [];
  const findings: Finding[] = [];
  if (logged > MUCH_BYTES) {
    const message = `standby ${names.join(", ")} is sent about ${megabytes(logged)} of log, and lags until it has replayed them`;
    findings.push({ rule: "standby-lags", severity: "note", message });
  }
  if (tables.length === 0) return findings;
  const message =
    `standby ${names.join(", ")} replays ACCESS EXCLUSIVE on ${tables.join(", ")}: queries there wait for it, ` +
    "and it waits for them until it cancels them (max_standby_streaming_delay)";
  return [...findings, { rule: "standby-waits", severity: "note", message }];
}

function slot({ what, name, detail, bytes }: Row, { rewrites }: Demand): Finding[] {
  const kept = Number(bytes ?? 0);
  if (what !== "slot" || (kept < MUCH_BYTES && rewrites.length === 0)) return [];
  const message = `nobody reads the ${detail} replication slot ${name}: the log that is written is kept for it, now ${megabytes(kept)}`;
  return [{ rule: "slot-keeps-log", severity: "warning", message }];
}

function published({ what, name, detail }: Row): Finding[] {
  if (what !== "published") return [];
  const message = `${name} is in publication ${detail}: subscribers are sent its rows and not its new form, which must be changed there, too`;
  return [{ rule: "not-replicated", severity: "warning", message }];
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
