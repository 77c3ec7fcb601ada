// Asks the target's rows, read-only and with a timeout, whether they are in the way of a change.
import type { Demand } from "../core/demand.ts";
import type { Finding } from "../core/finding.ts";
import { ask } from "./ask.ts";
import { loadGrammar } from "./parse/grammar.ts";
import type { RowQuestion } from "./row-question.ts";
import { rowQuestions } from "./row-questions.ts";
import type { SqlSession } from "./session.ts";

export type AboutRows = Pick<Demand, "changes" | "from" | "statements" | "timeoutMs">;

export async function askRows(session: SqlSession, demand: AboutRows): Promise<readonly Finding[]> {
  await loadGrammar();
  const findings: Finding[] = [];
  for (const question of rowQuestions(demand, Number.parseInt(session.serverVersion, 10))) {
    findings.push(...(await answered(session, question, demand.timeoutMs)));
  }
  return findings;
}

async function answered(session: SqlSession, question: RowQuestion, timeoutMs: number): Promise<Finding[]> {
  const answer = "sql" in question ? await ask(session, question.sql, timeoutMs) : question;
  if ("unknown" in answer) {
    const message = `the rows for ${question.about} were not looked at: ${answer.unknown}`;
    return [{ rule: "rows-not-asked", severity: "note", message }];
  }
  const count = "found" in question ? Number(answer.rows[0]?.found ?? 0) : 0;
  if (count === 0 || !("found" in question)) return [];
  return [{ rule: "rows-in-the-way", severity: "error", message: question.found(count) }];
}
