// Backends of a dead runner: PostgreSQL finishes, and commits, what they were doing (ruling 2).
import { DriverError } from "../core/driver-error.ts";
import { GodwitError } from "../core/errors.ts";
import { applicationName } from "./connection.ts";
import type { SqlSession } from "./session.ts";
import { literal, type Sql, sql } from "./sql.ts";

const POLL_MS = 50;
/** An orphan that works may finish within this; after it, it is terminated. */
const GRACE_MS = 1_500;
/** A terminated backend answers at its next interrupt check; this is generous. */
const PATIENCE_MS = 60_000;

export interface Orphans {
  readonly runId: string;
  /** Behind a pooler an idle backend may keep the name of whoever had it last: it does nothing and stays. */
  readonly pooled: boolean;
}

/** Waits until no backend of the run is left, ending those that do not end by themselves. */
export async function endOrphans(session: SqlSession, orphans: Orphans): Promise<number> {
  const { runId } = orphans;
  const start = performance.now();
  let most = 0;
  for (;;) {
    const [answer] = await session.run(sql`select pid, state ${backendsOf(orphans)}`);
    const backends = answer?.rows ?? [];
    most = Math.max(most, backends.length);
    if (backends.length === 0) return most;
    const waited = performance.now() - start;
    const idle = backends.every((row) => row.state !== "active");
    if (idle || waited > GRACE_MS) await terminate(session, orphans);
    if (waited > PATIENCE_MS) {
      throw new GodwitError(
        "LOCKED",
        `a session of the earlier run ${runId} is still working (process ${backends[0]?.pid})`,
        {
          hint: `end it with select pg_terminate_backend(${backends[0]?.pid}), then run the command again`,
        },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function backendsOf({ runId, pooled }: Orphans): Sql {
  return sql`from pg_catalog.pg_stat_activity
where application_name = ${literal(applicationName(runId))} and datname = current_database()
  and pid <> pg_catalog.pg_backend_pid()${pooled ? sql` and state <> 'idle'` : sql``}`;
}

async function terminate(session: SqlSession, orphans: Orphans): Promise<void> {
  try {
    await session.run(sql`select pg_catalog.pg_terminate_backend(pid) ${backendsOf(orphans)}`);
  } catch (error) {
    // Without the right to terminate we can only wait for it.
    if (!(error instanceof DriverError) || error.code !== "42501") throw error;
  }
}
