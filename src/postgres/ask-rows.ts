// Asks the target's rows, read-only and with a timeout, whether they are in the way of a change.
import type { Change } from "../core/diff.ts";
import { DriverError } from "../core/driver-error.ts";
import type { Schema } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import { loadGrammar } from "./parse/grammar.ts";
import { type RowQuestion, rowQuestions } from "./row-questions.ts";
import { isLost, type SqlSession } from "./session.ts";
import { join, literal, sql } from "./sql.ts";

export interface Asking {
  readonly changes: readonly Change[];
  /** The target's schema. */
  readonly from: Schema;
  /** For each question. */
  readonly timeoutMs: number;
}

/** Locks of ACCESS SHARE only; what is behind somebody's stronger lock is not waited for. Throws when the session is lost. */
export async function askRows(
  session: SqlSession,
  { changes, from, timeoutMs }: Asking,
): Promise<readonly Finding[]> {
  await loadGrammar();
  const findings: Finding[] = [];
  for (const question of rowQuestions(changes, from)) {
    findings.push(...(await ask(session, question, timeoutMs)));
  }
  return findings;
}

async function ask(session: SqlSession, question: RowQuestion, timeoutMs: number): Promise<Finding[]> {
  const batch = join(
    [
      sql`begin isolation level repeatable read read only`,
      sql`set local search_path = ''`,
      sql`set local statement_timeout = ${literal(timeoutMs)}`,
      sql`set local lock_timeout = ${literal(Math.min(timeoutMs, LOCK_PATIENCE_MS))}`,
      question.sql,
    ],
    sql`;\n`,
  );
  try {
    const answer = await session.run(batch);
    const count = Number(answer.at(-1)?.rows[0]?.found ?? 0);
    if (count === 0) return [];
    return [{ rule: "rows-in-the-way", severity: "error", message: question.found(count) }];
  } catch (error) {
    if (!(error instanceof DriverError) || isLost(error)) throw error;
    const why = error.code === QUERY_CANCELED ? `not answered within ${timeoutMs / 1000} s` : error.message;
    const message = `the rows for ${question.about} were not looked at: ${why}`;
    return [{ rule: "rows-not-asked", severity: "note", message }];
  } finally {
    await session.run(sql`rollback`);
  }
}

const LOCK_PATIENCE_MS = 500;
const QUERY_CANCELED = "57014";
