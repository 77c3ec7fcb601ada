// Who we are waiting for, sampled by another session while we wait: after a lock timeout it is too late (ruling 6).
import type { Blocker } from "../core/event.ts";
import { maskSql } from "./mask.ts";
import type { Row, SqlSession } from "./session.ts";
import { literal, type Sql, sql } from "./sql.ts";

export interface WatchOptions {
  /** The session that looks; it must not be the one that waits. */
  readonly observer: SqlSession;
  /** Backend of the session that may be waiting. */
  readonly pid: number;
  readonly onBlocked: (blockers: readonly Blocker[], hidden: boolean, waitedMs: number) => void;
}

const FIRST_LOOK_MS = 300;
const INTERVAL_MS = 500;
/** The same blockers are reported again only after this long. */
const REPEAT_MS = 5_000;

/** Starts looking; call the answer to stop. Errors of the observer are left to the heartbeat to notice. */
export function watchBlockers({ observer, pid, onBlocked }: WatchOptions): () => void {
  const start = performance.now();
  let known = "";
  let reportedAt = 0;
  let stopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    try {
      const [answer] = await observer.run(blockersOf(pid));
      if (!stopped && answer && answer.rows.length > 0) {
        const key = answer.rows.map((row) => row.pid).join(" ");
        if (key !== known || performance.now() - reportedAt > REPEAT_MS) {
          known = key;
          reportedAt = performance.now();
          onBlocked(answer.rows.map(blockerOf), answer.rows.some(isHidden), performance.now() - start);
        }
      }
    } catch {
      return;
    }
    if (!stopped) timer = setTimeout(look, INTERVAL_MS).unref();
  };
  timer = setTimeout(look, FIRST_LOOK_MS).unref();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

function blockersOf(pid: number): Sql {
  return sql`select b.pid, a.application_name, a.usename, a.state, a.query,
  (extract(epoch from clock_timestamp() - a.xact_start) * 1000)::bigint as age_ms, w.relation, w.mode
from unnest(pg_catalog.pg_blocking_pids(${literal(pid)})) as b (pid)
left join pg_catalog.pg_stat_activity a on a.pid = b.pid
left join lateral (
  select l.relation::regclass::text as relation, l.mode from pg_catalog.pg_locks l
  where l.pid = ${literal(pid)} and not l.granted limit 1) w on true
order by a.xact_start nulls last`;
}

const HIDDEN = "<insufficient privilege>";

function isHidden(row: Row): boolean {
  return row.query === HIDDEN || row.state === null;
}

function blockerOf(row: Row): Blocker {
  const query = row.query ?? null;
  return {
    pid: Number(row.pid),
    application: row.application_name ?? "",
    user: row.usename ?? "",
    state: row.state ?? "",
    query: query === null || query === HIDDEN ? null : maskSql(query).text,
    ageMs: Number(row.age_ms ?? 0),
    relation: row.relation ?? null,
  };
}
