// What is known of a statement from its text: the locks of those that cannot be watched, and what is lost.
import type { Node } from "libpg-query";
import type { Foresight, KnownLock } from "../core/foresight.ts";
import type { StatementOperation } from "./operation.ts";
import { parseStatement } from "./parse/grammar.ts";
import type { Named, What } from "./parse/nature.ts";
import { isOn } from "./parse/options.ts";
import { names } from "./parse/walk.ts";

/** The grammar must be loaded. */
export function foresee({ text, nature }: StatementOperation): Foresight {
  const transactional = nature.transaction !== "never";
  const parsed = nature.nodeName === null ? null : parseStatement(text);
  const node = parsed && "node" in parsed ? parsed.node : null;
  const losesData = node ? lossOf(node) : undefined;
  const nothing = { locks: [], rewrites: false, scans: false };
  const known = transactional ? nothing : (unwatched(nature.what) ?? (node && vacuum(node)) ?? nothing);
  const changesRows = nature.nodeName === null || CHANGING.has(nature.nodeName);
  const confined = node !== null && isConfined(node);
  return {
    transactional,
    ...known,
    changesRows,
    confined,
    ...(losesData === undefined ? {} : { losesData }),
  };
}

/** A query may call what writes. */
const CHANGING = new Set([
  ...["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "TruncateStmt", "CopyStmt"],
  ...["DoStmt", "CallStmt", "SelectStmt", "ExecuteStmt"],
]);

/**
 * They run nobody's functions but to compute values of the table that they are about. What renames a label or a part of
 * a type is not among them: rows that nobody touches read otherwise after it.
 */
const CONFINED = new Set([
  ...[
    "CreateStmt",
    "IndexStmt",
    "ViewStmt",
    "CreateSeqStmt",
    "AlterSeqStmt",
    "CreateEnumStmt",
    "CreateDomainStmt",
  ],
  ...["CompositeTypeStmt", "CreateFunctionStmt", "AlterFunctionStmt", "CreateTrigStmt", "CreateStatsStmt"],
  ...[
    "DropStmt",
    "CommentStmt",
    "GrantStmt",
    "AlterDefaultPrivilegesStmt",
    "AlterOwnerStmt",
    "CreateExtensionStmt",
  ],
  ...["CreatePolicyStmt", "AlterPolicyStmt", "VariableSetStmt", "VariableShowStmt", "AlterObjectSchemaStmt"],
]);

function isConfined(node: Node): boolean {
  if ("AlterTableStmt" in node) {
    const { objtype, cmds = [] } = node.AlterTableStmt;
    // A generated column may be computed when it is read: then another expression writes nothing.
    const computes = cmds.some(
      (one) => "AlterTableCmd" in one && one.AlterTableCmd.subtype === "AT_SetExpression",
    );
    return objtype !== "OBJECT_TYPE" && !computes;
  }
  if ("RenameStmt" in node) return node.RenameStmt.renameType !== "OBJECT_ATTRIBUTE";
  return Object.keys(node).some((sort) => CONFINED.has(sort));
}

type Known = Pick<Foresight, "locks" | "rewrites" | "scans">;

const BESIDE = "SHARE UPDATE EXCLUSIVE";

/** They lock in several short transactions: the strongest lock, and what may wait for older transactions. */
function unwatched(what: What): Known | null {
  switch (what.kind) {
    case "create-index-concurrently":
      return { locks: [locked(what.table, BESIDE)], rewrites: false, scans: true };
    case "drop-index-concurrently":
      return { locks: what.names.map((index) => locked(index, BESIDE)), rewrites: false, scans: false };
    case "detach-partition-concurrently":
    case "detach-finalize": {
      const locks = [locked(what.partition, "ACCESS EXCLUSIVE"), locked(what.parent, BESIDE)];
      return { locks, rewrites: false, scans: false };
    }
    case "reindex": {
      if (!what.target) return null;
      const mode = what.concurrently ? BESIDE : "SHARE";
      return { locks: [locked(what.target, mode)], rewrites: false, scans: true };
    }
    default:
      return null;
  }
}

function vacuum(node: Node): Known | null {
  if (!("VacuumStmt" in node)) return null;
  const { rels, options } = node.VacuumStmt;
  const full = isOn(options, "full", false);
  const mode = full ? "ACCESS EXCLUSIVE" : BESIDE;
  const locks = (rels ?? []).flatMap((relation) => {
    const target = "VacuumRelation" in relation ? relation.VacuumRelation.relation : undefined;
    const path = [target?.schemaname, target?.relname].filter((part) => part !== undefined);
    return path.length > 0 ? [{ relation: path, mode }] : [];
  });
  return { locks, rewrites: full, scans: true };
}

function locked({ schema, name }: Named, mode: string): KnownLock {
  return { relation: schema === undefined ? [name] : [schema, name], mode };
}

/** What goes with things of this sort, before their names. */
const DROPPED: Readonly<Record<string, string>> = {
  OBJECT_TABLE: "all rows of",
  OBJECT_SEQUENCE: "the value of",
  OBJECT_SCHEMA: "all rows of the tables in",
  OBJECT_EXTENSION: "the columns of the types of",
  OBJECT_TYPE: "the columns of type",
};
/** Without CASCADE the server refuses to drop these while anything is in them. */
const NEEDS_CASCADE = new Set(["OBJECT_SCHEMA", "OBJECT_EXTENSION", "OBJECT_TYPE"]);

function lossOf(node: Node): string | undefined {
  if ("DropStmt" in node) {
    const { removeType = "", behavior, objects = [] } = node.DropStmt;
    const what = DROPPED[removeType];
    const cascades = behavior === "DROP_CASCADE";
    if (what === undefined || (NEEDS_CASCADE.has(removeType) && !cascades)) return undefined;
    return `${what} ${objects.map(nameOf).join(", ")}`;
  }
  if ("TruncateStmt" in node)
    return `all rows of ${(node.TruncateStmt.relations ?? []).map(nameOf).join(", ")}`;
  if ("DeleteStmt" in node) {
    const { relation, whereClause } = node.DeleteStmt;
    const table = relation ? nameOf({ RangeVar: relation }) : "the table";
    return whereClause ? `the rows that it deletes from ${table}` : `all rows of ${table}`;
  }
  if ("DropOwnedStmt" in node) return "all that the role owns";
  if (!("AlterTableStmt" in node)) return undefined;
  const columns = (node.AlterTableStmt.cmds ?? []).flatMap((command) =>
    "AlterTableCmd" in command && command.AlterTableCmd.subtype === "AT_DropColumn"
      ? names([{ String: { sval: command.AlterTableCmd.name ?? "" } }])
      : [],
  );
  return columns.length > 0 ? `the values of ${columns.join(", ")}` : undefined;
}

/** A dropped thing, as the grammar has it: a table, a list of names, or a type. */
function nameOf(node: Node): string {
  if ("RangeVar" in node) {
    const { schemaname, relname } = node.RangeVar;
    return [schemaname, relname].filter((part) => part !== undefined).join(".");
  }
  if ("List" in node) return names(node.List.items).join(".");
  if ("TypeName" in node) return names(node.TypeName.names).join(".");
  return names([node]).join(".");
}
