// What stands deep inside of a statement's tree: calls that change the session, temporary relations.
import type { Node } from "libpg-query";
import { names, walk } from "./walk.ts";

export interface Inner {
  /** Calls a function that changes the session, or names a temporary relation. */
  readonly touchesSession: boolean;
  readonly callsUnlockAll: boolean;
}

export const UNLOCK_ALL = "pg_advisory_unlock_all";
/** Functions of PostgreSQL that change the session they are called in. */
const TOUCHING = /^(?:set_config|setseed|pg_(?:try_)?advisory_(?:un)?lock|dblink_connect)/;

export function innerOf(node: Node): Inner {
  let touchesSession = false;
  let callsUnlockAll = false;
  walk(node, (name, fields) => {
    if (name === "FuncCall") {
      const called = names(fields.funcname).at(-1) ?? "";
      if (called === UNLOCK_ALL) callsUnlockAll = true;
      if (TOUCHING.test(called)) touchesSession = true;
    } else if (fields.relpersistence === "t" || fields.schemaname === "pg_temp") {
      touchesSession = true;
    }
  });
  return { touchesSession, callsUnlockAll };
}
