// Who holds what the run will have to wait for: sessions and prepared transactions that are open now.
import type { Finding } from "../../core/finding.ts";
import { conflicts, LOCK_MODES } from "../lock-modes.ts";
import { parseStatement } from "../parse/grammar.ts";
import { isOn } from "../parse/options.ts";
import type { Row } from "../session.ts";
import { literal, sql } from "../sql.ts";
import { distinct, named, shownAge, type TargetQuestion, told } from "./question.ts";

/** Younger ones are gone before anybody runs the plan. */
const LONG_S = 5;

const age = sql`pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - coalesce(a.xact_start, p.prepared))::bigint`;
const who = sql`a.pid, a.application_name as application, coalesce(a.usename, p.owner) as user, a.state, p.gid, ${age} as seconds`;

export const lockHolders: TargetQuestion = {
  about: "who holds locks that the run waits for",
  sql({ locks }) {
    const relations = distinct(locks.map(({ relation }) => relation).filter((path) => path.length === 2));
    if (relations.length === 0) return null;
    return sql`select n.nspname as schema, c.relname as name, l.mode, ${who}, l.pid as holder
      from (${named(relations)}) as w (schema, name)
      join pg_catalog.pg_namespace n on n.nspname = w.schema
      join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.name
      join pg_catalog.pg_locks l on l.locktype = 'relation' and l.granted and l.relation = c.oid
        and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
      left join pg_catalog.pg_stat_activity a on a.pid = l.pid
      -- A prepared transaction has no session; it holds the lock of its own number.
      left join pg_catalog.pg_locks x on l.pid is null and x.pid is null and x.locktype = 'transactionid'
        and x.virtualtransaction = l.virtualtransaction
      left join pg_catalog.pg_prepared_xacts p on p.transaction = x.transactionid
      where l.pid is distinct from pg_catalog.pg_backend_pid() order by seconds desc nulls last, l.pid nulls first`;
  },
  found(rows, { locks }) {
    const seen = new Set<string>();
    const findings = rows.flatMap((row): Finding[] => {
      const path = `${row.schema}.${row.name}`;
      const theirs = LOCK_MODES.find(({ server }) => server === row.mode)?.mode ?? "";
      const ours = locks.filter((lock) => lock.relation.join(".") === path);
      const blocked = ours.find(({ mode }) => conflicts(mode, theirs));
      if (!blocked || isShort(row)) return [];
      const key = `${row.holder ?? row.gid} ${path}`;
      if (seen.has(key)) return [];
      seen.add(key);
      const message = `${shown(row)} holds ${theirs} on ${path}: ${blocked.mode} has to wait for it`;
      return [{ rule: "lock-held-now", severity: "warning", message, ...hint(row) }];
    });
    return told(findings);
  },
};

/** What runs concurrently waits for every older snapshot of the database, whatever that transaction looks at. */
export const oldSnapshots: TargetQuestion = {
  about: "which transactions are open",
  sql({ statements }) {
    if (!statements.some(waitsForAll)) return null;
    return sql`select ${who} from pg_catalog.pg_stat_activity a
      left join pg_catalog.pg_prepared_xacts p on false
      where a.datname = pg_catalog.current_database() and a.pid <> pg_catalog.pg_backend_pid()
        and (a.backend_xmin is not null or a.backend_xid is not null) and a.backend_type = 'client backend'
      union all
      select ${who} from pg_catalog.pg_prepared_xacts p left join pg_catalog.pg_stat_activity a on false
      where p.database = pg_catalog.current_database() order by seconds desc nulls last, gid nulls last`;
  },
  found: (rows) =>
    told(
      rows.flatMap((row): Finding[] => {
        if (isShort(row)) return [];
        const message = `${shown(row)} has a snapshot: what runs concurrently waits until it ends`;
        return [{ rule: "snapshot-held-now", severity: "warning", message, ...hint(row) }];
      }),
    ),
};

function waitsForAll(text: string): boolean {
  const parsed = parseStatement(text);
  if (!("node" in parsed)) return false;
  const { node } = parsed;
  if ("IndexStmt" in node) return node.IndexStmt.concurrent === true;
  if ("DropStmt" in node) return node.DropStmt.concurrent === true;
  if ("ReindexStmt" in node) return isOn(node.ReindexStmt.params, "concurrently", false);
  if (!("AlterTableStmt" in node)) return false;
  return (node.AlterTableStmt.cmds ?? []).some(
    (command) =>
      "AlterTableCmd" in command &&
      command.AlterTableCmd.def !== undefined &&
      "PartitionCmd" in command.AlterTableCmd.def &&
      command.AlterTableCmd.def.PartitionCmd.concurrent === true,
  );
}

function isShort({ gid, seconds }: Row): boolean {
  return gid === null && seconds !== null && Number(seconds) < LONG_S;
}

function shown({ pid, holder, application, user, state, gid, seconds }: Row): string {
  const since = seconds ? ` for ${shownAge(Number(seconds))}` : "";
  if (gid) return `the prepared transaction ${gid} of ${user}, open${since},`;
  const about = [application, user].filter((part) => part).join(", ");
  const whose = about === "" ? "" : ` (${about})`;
  return `session ${pid ?? holder}${whose}, ${state ?? "of which no more is shown"}${since},`;
}

function hint({ gid, pid, state }: Row): { readonly hint?: string } {
  if (gid) return { hint: `end it with commit prepared or rollback prepared ${literal(gid).text}` };
  if (state) return {};
  return { hint: pid === null ? "it has ended meanwhile" : "grant pg_monitor to see what it does" };
}
