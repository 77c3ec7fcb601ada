// Runs a TypeScript migration on the session that its transaction is on.
import type { WorkOrder } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Row } from "../core/module-migration.ts";
import { type Bound, runningSql } from "./fragment.ts";
import type { ModuleOperation, Operation } from "./operation.ts";
import { classify } from "./parse/classify.ts";
import { loadGrammar, parseStatement } from "./parse/grammar.ts";
import type { SqlSession } from "./session.ts";

export interface ModuleRun {
  readonly operation: Operation;
  readonly session: SqlSession;
  readonly order: WorkOrder;
}

export async function runModule({ operation, session, order }: ModuleRun): Promise<void> {
  const { run, transaction } = operation as ModuleOperation;
  const { migration, report, signal } = order;
  await loadGrammar();
  let ended = false;
  const sql = runningSql(async (statement: Bound): Promise<readonly Row[]> => {
    if (ended)
      throw new GodwitError("MODULE_INVALID", `${migration.name} runs sql after it has ended`, {
        hint: "await every sql call",
      });
    if (signal.aborted) throw new GodwitError("CANCELLED", "the run was cancelled");
    const parsed = parseStatement(statement.text);
    if ("node" in parsed)
      refuse(classify(parsed.nodeName, parsed.node), { transaction, name: migration.name });
    return session.query(statement.text, statement.values);
  });
  try {
    await run({ sql, signal, log: (message) => report({ type: "log", ...migration, message }) });
  } finally {
    ended = true;
  }
}

interface Rules {
  readonly transaction: boolean;
  readonly name: string;
}

/** The transaction is ours: its end decides what the history says. */
function refuse(nature: ReturnType<typeof classify>, { transaction, name }: Rules): void {
  if (nature.refused !== undefined) throw new GodwitError("SQL_REFUSED", `${name}: ${nature.refused}`);
  const { transaction: role } = nature;
  if (role === "shared" || role === "savepoint") return;
  if (role === "never" && !transaction) return;
  if (role === "never") {
    throw new GodwitError("SQL_REFUSED", `${name} runs a statement that cannot be in a transaction`, {
      hint: 'put it into an SQL migration of its own, or use migration({ transaction: "none", … })',
    });
  }
  throw new GodwitError("SQL_REFUSED", `${name} begins or ends a transaction itself`, {
    hint: "leave the transaction to Godwit: it commits the history with it",
  });
}
