// Tells a parsed statement's nature from its tree.
import type { Node } from "libpg-query";
import { innerOf } from "./inner.ts";
import type { Nature } from "./nature.ts";
import { refusedBecause } from "./refused.ts";
import { lockTimeoutOf, sessionOf } from "./session.ts";
import { isChained, transactionModes, transactionRole } from "./transaction.ts";
import { whatOf } from "./what.ts";

/** For a statement that was not parsed see `classifyByWords`. */
export function classify(nodeName: string, node: Node): Nature {
  const inner = innerOf(node);
  const refused = refusedBecause(node, inner);
  const lockTimeout = lockTimeoutOf(node);
  return {
    nodeName,
    transaction: transactionRole(node),
    chain: isChained(node),
    modes: transactionModes(node),
    session: sessionOf(nodeName, node, inner),
    what: whatOf(node),
    ...(refused === null ? {} : { refused }),
    ...(lockTimeout === null ? {} : { lockTimeout }),
  };
}
