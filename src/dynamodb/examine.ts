// What `doctor` looks at: the tables, their keys, the account, and the log's chain.
import type { Examination } from "../core/engine.ts";
import { asGodwitError } from "../core/errors.ts";
import type { DatabaseOptions } from "./database-options.ts";
import { readLayout } from "./history.ts";
import { describeTable, placeIn } from "./history-table.ts";
import { verifyLog } from "./log.ts";
import { findTarget } from "./target.ts";

export async function examine(options: DatabaseOptions): Promise<readonly Examination[]> {
  const { session, table, historyTable, account } = options;
  const target = await look("table", async () => {
    const found = await findTarget(session, table);
    if (account !== undefined && found.account !== account) {
      const message = `${table} is in account ${found.account}, not in ${account}`;
      return { ok: false, message, hint: "check `profile` and `account` with `godwit config`" };
    }
    const keys = found.keys.filter((key) => key !== undefined).join(", ");
    return { ok: true, message: `${table} at ${session.host}, keys ${keys}, account ${found.account}` };
  });
  const history = await look("history", async () => {
    const description = await describeTable(session, historyTable);
    if (!description)
      return { ok: true, message: `${historyTable} does not exist yet: the first \`up\` makes it` };
    const place = placeIn(description, table);
    const layout = await readLayout(session, place);
    if (layout === 0) return { ok: true, message: `${historyTable} has no history of ${table} yet` };
    const { lines, brokenAt } = await verifyLog(session, place);
    return brokenAt === null
      ? { ok: true, message: `${historyTable}, layout ${layout}, ${lines} log lines in an unbroken chain` }
      : {
          ok: false,
          message: `the log in ${historyTable} does not follow at line ${brokenAt}`,
          hint: "compare with `godwit history --verify`; restore the log from a backup",
        };
  });
  return [target, history];
}

async function look(name: string, work: () => Promise<Omit<Examination, "name">>): Promise<Examination> {
  try {
    return { name, ...(await work()) };
  } catch (thrown) {
    const { message, hint } = asGodwitError(thrown);
    return { name, ok: false, message, hint };
  }
}
