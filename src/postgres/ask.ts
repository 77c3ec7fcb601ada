// One question to a database in use: read-only, with a timeout, and waiting for nobody's lock.
import { DriverError } from "../core/driver-error.ts";
import { isLost, type Row, type SqlSession } from "./session.ts";
import { join, literal, type Sql, sql } from "./sql.ts";

export type Answer = { readonly rows: readonly Row[] } | { readonly unknown: string };

/** Locks of ACCESS SHARE only; what is behind somebody's stronger lock is not waited for. Throws when the session is lost. */
export async function ask(session: SqlSession, question: Sql, timeoutMs: number): Promise<Answer> {
  const batch = join(
    [
      sql`begin isolation level repeatable read read only`,
      sql`set local search_path = ''`,
      sql`set local statement_timeout = ${literal(timeoutMs)}`,
      sql`set local lock_timeout = ${literal(Math.min(timeoutMs, LOCK_PATIENCE_MS))}`,
      question,
    ],
    sql`;\n`,
  );
  try {
    return { rows: (await session.run(batch)).at(-1)?.rows ?? [] };
  } catch (error) {
    if (!(error instanceof DriverError) || isLost(error)) throw error;
    return {
      unknown: error.code === QUERY_CANCELED ? `not answered within ${timeoutMs / 1000} s` : error.message,
    };
  } finally {
    await session.run(sql`rollback`);
  }
}

const LOCK_PATIENCE_MS = 500;
const QUERY_CANCELED = "57014";
