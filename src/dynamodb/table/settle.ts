// Waits until DynamoDB has ended its work on a table, which may be moments or, for an index on a large table, hours.
import { GodwitError } from "../../core/errors.ts";
import type { DynamoSession, TableDescription } from "../call.ts";
import { describeTable } from "../history-table.ts";
import { workOn } from "./read.ts";

export interface Settling {
  readonly session: DynamoSession;
  readonly table: string;
  /** Throws when the run must stop: nothing is lost, the next one waits on. */
  readonly check: () => void;
  readonly say: (message: string) => void;
}

const FIRST_MS = 50;
const LONGEST_MS = 10_000;
/** Between two words about the same work. */
const QUIET_MS = 60_000;

/** The table at rest; null when there is none. */
export async function settledTable({
  session,
  table,
  check,
  say,
}: Settling): Promise<TableDescription | null> {
  let told = performance.now();
  for (let tries = 0; ; tries++) {
    check();
    const description = await describeTable(session, table);
    if (!description) return null;
    refuseBroken(description);
    const work = workOn(description);
    if (work === null) return description;
    if (performance.now() - told > QUIET_MS) {
      say(`waiting: ${work}`);
      told = performance.now();
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_MS, FIRST_MS * 2 ** tries)));
  }
}

function refuseBroken({ TableName, TableStatus }: TableDescription): void {
  if (TableStatus !== "INACCESSIBLE_ENCRYPTION_CREDENTIALS" && !TableStatus.startsWith("ARCHIV")) return;
  throw new GodwitError("SERVER_ERROR", `table ${TableName} is ${TableStatus}: nothing can be changed`, {
    hint: "restore the table's encryption key or the table itself, then run `godwit up` again",
  });
}
