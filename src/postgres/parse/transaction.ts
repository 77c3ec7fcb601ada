// How a statement stands to transactions: opens or closes one, is refused inside of one, or does not mind.
import type { AlterSubscriptionStmt, Node, TransactionStmtKind } from "libpg-query";
import type { TransactionModes, TransactionRole } from "./nature.ts";
import { constantOf, findOption, isOn } from "./options.ts";

const ROLES: Readonly<Record<TransactionStmtKind, TransactionRole>> = {
  TRANS_STMT_BEGIN: "begin",
  TRANS_STMT_START: "begin",
  TRANS_STMT_COMMIT: "commit",
  TRANS_STMT_ROLLBACK: "rollback",
  TRANS_STMT_SAVEPOINT: "savepoint",
  TRANS_STMT_RELEASE: "savepoint",
  TRANS_STMT_ROLLBACK_TO: "savepoint",
  TRANS_STMT_PREPARE: "prepare-transaction",
  TRANS_STMT_COMMIT_PREPARED: "never",
  TRANS_STMT_ROLLBACK_PREPARED: "never",
};

export function transactionRole(node: Node): TransactionRole {
  if ("TransactionStmt" in node) return ROLES[node.TransactionStmt.kind ?? "TRANS_STMT_BEGIN"];
  return isNever(node) ? "never" : "shared";
}

/** `COMMIT AND CHAIN` and `ROLLBACK AND CHAIN` open the next transaction at once. */
export function isChained(node: Node): boolean {
  return "TransactionStmt" in node && node.TransactionStmt.chain === true;
}

/** The modes of `BEGIN …` and `SET TRANSACTION …`. */
export function transactionModes(node: Node): TransactionModes {
  const options = modeOptions(node);
  const isolation = constantOf(findOption(options, "transaction_isolation")?.arg);
  const readOnly = constantOf(findOption(options, "transaction_read_only")?.arg);
  const deferrable = constantOf(findOption(options, "transaction_deferrable")?.arg);
  return {
    ...(typeof isolation === "string" ? { isolation } : {}),
    ...(readOnly === undefined ? {} : { readOnly: readOnly === 1 }),
    ...(deferrable === undefined ? {} : { deferrable: deferrable === 1 }),
  };
}

function modeOptions(node: Node): readonly Node[] | undefined {
  if ("TransactionStmt" in node) return node.TransactionStmt.options;
  const isMode = "VariableSetStmt" in node && node.VariableSetStmt.name === "TRANSACTION";
  return isMode ? node.VariableSetStmt.args : undefined;
}

/** PostgreSQL's calls of PreventInTransactionBlock, as far as the statement alone tells. */
function isNever(node: Node): boolean {
  if ("IndexStmt" in node) return node.IndexStmt.concurrent === true;
  if ("DropStmt" in node) return node.DropStmt.concurrent === true;
  if ("ReindexStmt" in node) {
    const { kind, params } = node.ReindexStmt;
    const one = kind === "REINDEX_OBJECT_INDEX" || kind === "REINDEX_OBJECT_TABLE";
    return !one || isOn(params, "concurrently", false);
  }
  if ("VacuumStmt" in node) return node.VacuumStmt.is_vacuumcmd === true;
  if ("ClusterStmt" in node) return node.ClusterStmt.relation === undefined;
  if ("DiscardStmt" in node) return node.DiscardStmt.target === "DISCARD_ALL";
  if ("AlterTableStmt" in node) return (node.AlterTableStmt.cmds ?? []).some(detachesConcurrently);
  if ("AlterDatabaseStmt" in node)
    return findOption(node.AlterDatabaseStmt.options, "tablespace") !== undefined;
  if ("CreateSubscriptionStmt" in node) {
    const { options } = node.CreateSubscriptionStmt;
    return isOn(options, "connect", true) && isOn(options, "create_slot", true);
  }
  if ("AlterSubscriptionStmt" in node) return reachesPublisher(node.AlterSubscriptionStmt);
  return (
    "CreatedbStmt" in node ||
    "DropdbStmt" in node ||
    "CreateTableSpaceStmt" in node ||
    "DropTableSpaceStmt" in node ||
    "AlterSystemStmt" in node ||
    "DropSubscriptionStmt" in node
  );
}

function detachesConcurrently(command: Node): boolean {
  if (!("AlterTableCmd" in command)) return false;
  const { def } = command.AlterTableCmd;
  return def !== undefined && "PartitionCmd" in def && def.PartitionCmd.concurrent === true;
}

function reachesPublisher({ kind, options }: AlterSubscriptionStmt): boolean {
  switch (kind) {
    case "ALTER_SUBSCRIPTION_REFRESH":
      return true;
    case "ALTER_SUBSCRIPTION_SET_PUBLICATION":
    case "ALTER_SUBSCRIPTION_ADD_PUBLICATION":
    case "ALTER_SUBSCRIPTION_DROP_PUBLICATION":
      return isOn(options, "refresh", true);
    case "ALTER_SUBSCRIPTION_OPTIONS":
      // From PostgreSQL 17 on these two settings change the slot on the publisher.
      return findOption(options, "failover") !== undefined || findOption(options, "two_phase") !== undefined;
    default:
      return false;
  }
}
