// Asks the target what its catalogues and statistics say of a plan: who uses, holds, follows what it changes.
import type { Demand } from "../core/demand.ts";
import type { Finding } from "../core/finding.ts";
import { ask } from "./ask.ts";
import { loadGrammar } from "./parse/grammar.ts";
import type { SqlSession } from "./session.ts";
import { takenAlong } from "./target/dependents.ts";
import { TARGET_QUESTIONS } from "./target-questions.ts";

export async function askTarget(session: SqlSession, demand: Demand): Promise<readonly Finding[]> {
  await loadGrammar();
  const major = Number.parseInt(session.serverVersion, 10);
  const findings: Finding[] = [...takenAlong(demand)];
  for (const question of TARGET_QUESTIONS) {
    const asked = question.sql(demand, major);
    if (asked === null) continue;
    const answer = await ask(session, asked, demand.timeoutMs);
    if ("rows" in answer) {
      findings.push(...question.found(answer.rows, demand));
    } else {
      const message = `${question.about} is not known: ${answer.unknown}`;
      findings.push({ rule: "target-not-asked", severity: "note", message });
    }
  }
  return findings;
}
