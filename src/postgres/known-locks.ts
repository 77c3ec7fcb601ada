// Which locks a statement takes on which relations, as PostgreSQL documents it and a server test proves.
import type { AlterTableCmd, AlterTableType, Node, RangeVar } from "libpg-query";
import { isOn } from "./parse/options.ts";
import { names } from "./parse/walk.ts";

/** From the weakest to the strongest, in PostgreSQL's own words. */
export const LOCK_MODES = [
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;
export type LockMode = (typeof LOCK_MODES)[number];

export interface TakenLock {
  readonly mode: LockMode;
  readonly schema?: string | undefined;
  readonly name: string;
  /** `index`: `name` is an index; the lock on its table is not named by the statement. */
  readonly on: "relation" | "index";
}

/** None for what locks no relation that exists before it. A statement that makes a table is not named here. */
export function knownLocks(node: Node): readonly TakenLock[] {
  return alterations(node) ?? maintenance(node) ?? drops(node) ?? others(node);
}

export function stronger(a: LockMode, b: LockMode): LockMode {
  return LOCK_MODES.indexOf(a) >= LOCK_MODES.indexOf(b) ? a : b;
}

/** The strongest of all that a statement takes. */
export function strongestLock(node: Node): LockMode | null {
  const [first, ...rest] = knownLocks(node);
  return first ? rest.reduce<LockMode>((mode, lock) => stronger(mode, lock.mode), first.mode) : null;
}

function lock(mode: LockMode, relation: RangeVar | undefined): TakenLock[] {
  if (!relation) return [];
  return [{ mode, schema: relation.schemaname, name: relation.relname ?? "", on: "relation" }];
}

/** The commands that take less than ACCESS EXCLUSIVE (AlterTableGetLockLevel). */
const COMMANDS: Readonly<Partial<Record<AlterTableType, LockMode>>> = {
  AT_SetStatistics: "SHARE UPDATE EXCLUSIVE",
  AT_SetOptions: "SHARE UPDATE EXCLUSIVE",
  AT_ResetOptions: "SHARE UPDATE EXCLUSIVE",
  AT_ClusterOn: "SHARE UPDATE EXCLUSIVE",
  AT_DropCluster: "SHARE UPDATE EXCLUSIVE",
  AT_ValidateConstraint: "SHARE UPDATE EXCLUSIVE",
  AT_AttachPartition: "SHARE UPDATE EXCLUSIVE",
  AT_DetachPartitionFinalize: "SHARE UPDATE EXCLUSIVE",
  AT_EnableTrig: "SHARE ROW EXCLUSIVE",
  AT_EnableAlwaysTrig: "SHARE ROW EXCLUSIVE",
  AT_EnableReplicaTrig: "SHARE ROW EXCLUSIVE",
  AT_EnableTrigAll: "SHARE ROW EXCLUSIVE",
  AT_EnableTrigUser: "SHARE ROW EXCLUSIVE",
  AT_DisableTrig: "SHARE ROW EXCLUSIVE",
  AT_DisableTrigAll: "SHARE ROW EXCLUSIVE",
  AT_DisableTrigUser: "SHARE ROW EXCLUSIVE",
};

/** Storage parameters that readers look at while they plan; setting them stops nobody (reloptions.c). */
const QUIET_OPTIONS =
  /^(?:fillfactor|autovacuum_.*|toast_tuple_target|parallel_workers|vacuum_.*|log_autovacuum_.*|n_distinct.*)$/;

function alterations(node: Node): TakenLock[] | null {
  if ("AlterTableStmt" in node) {
    const { relation, cmds = [], objtype } = node.AlterTableStmt;
    const commands = cmds.flatMap((cmd) => ("AlterTableCmd" in cmd ? [cmd.AlterTableCmd] : []));
    const modes = commands.map(commandMode);
    const mode = modes.reduce<LockMode>(stronger, "ACCESS SHARE");
    const own = lock(mode, relation).map((taken) => ({
      ...taken,
      on: objtype === "OBJECT_INDEX" ? ("index" as const) : taken.on,
    }));
    return [...own, ...commands.flatMap(alsoLocked)];
  }
  if ("RenameStmt" in node) {
    const { relation, renameType } = node.RenameStmt;
    // An index gets its new name beside readers and writers, since PostgreSQL 12.
    const index = renameType === "OBJECT_INDEX";
    return lock(index ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE", relation).map((taken) => ({
      ...taken,
      on: index ? ("index" as const) : taken.on,
    }));
  }
  if ("AlterObjectSchemaStmt" in node) return lock("ACCESS EXCLUSIVE", node.AlterObjectSchemaStmt.relation);
  return null;
}

function commandMode({ subtype, def }: AlterTableCmd): LockMode {
  if (subtype === "AT_AddConstraint" && def && "Constraint" in def) {
    return def.Constraint.contype === "CONSTR_FOREIGN" ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE";
  }
  if (subtype === "AT_DetachPartition" && def && "PartitionCmd" in def) {
    return def.PartitionCmd.concurrent ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE";
  }
  if (subtype === "AT_SetRelOptions" || subtype === "AT_ResetRelOptions") {
    const options = def && "List" in def ? (def.List.items ?? []) : [];
    const quiet = options.every((o) => "DefElem" in o && QUIET_OPTIONS.test(o.DefElem.defname ?? ""));
    return quiet ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE";
  }
  return COMMANDS[subtype ?? "AT_AddColumn"] ?? "ACCESS EXCLUSIVE";
}

/** Relations beside the altered one: referenced tables and partitions. */
function alsoLocked({ subtype, def }: AlterTableCmd): TakenLock[] {
  if (!def) return [];
  if ("PartitionCmd" in def) {
    // CONCURRENTLY waits with less, but detaches the partition itself under the strongest lock in its second step.
    return lock("ACCESS EXCLUSIVE", def.PartitionCmd.name);
  }
  if ("Constraint" in def) return lock("SHARE ROW EXCLUSIVE", def.Constraint.pktable);
  if (subtype !== "AT_AddColumn" || !("ColumnDef" in def)) return [];
  return (def.ColumnDef.constraints ?? []).flatMap((node) =>
    "Constraint" in node ? lock("SHARE ROW EXCLUSIVE", node.Constraint.pktable) : [],
  );
}

function maintenance(node: Node): TakenLock[] | null {
  if ("IndexStmt" in node) {
    return lock(node.IndexStmt.concurrent ? "SHARE UPDATE EXCLUSIVE" : "SHARE", node.IndexStmt.relation);
  }
  if ("ReindexStmt" in node) {
    const { kind, relation, params, name } = node.ReindexStmt;
    const concurrently = isOn(params, "concurrently", false);
    if (kind === "REINDEX_OBJECT_INDEX") {
      const mode = concurrently ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE";
      return lock(mode, relation).map((taken) => ({ ...taken, on: "index" as const }));
    }
    const mode = concurrently ? "SHARE UPDATE EXCLUSIVE" : "SHARE";
    return relation ? lock(mode, relation) : [{ mode, name: name ?? "", on: "relation" }];
  }
  if ("VacuumStmt" in node) {
    const { options, rels = [], is_vacuumcmd } = node.VacuumStmt;
    const full = is_vacuumcmd === true && isOn(options, "full", false);
    const mode = full ? "ACCESS EXCLUSIVE" : "SHARE UPDATE EXCLUSIVE";
    return rels.flatMap((rel) => ("VacuumRelation" in rel ? lock(mode, rel.VacuumRelation.relation) : []));
  }
  if ("ClusterStmt" in node) return lock("ACCESS EXCLUSIVE", node.ClusterStmt.relation);
  if ("TruncateStmt" in node) {
    const relations = node.TruncateStmt.relations ?? [];
    return relations.flatMap((rel) => ("RangeVar" in rel ? lock("ACCESS EXCLUSIVE", rel.RangeVar) : []));
  }
  if ("RefreshMatViewStmt" in node) {
    const { concurrent, relation } = node.RefreshMatViewStmt;
    return lock(concurrent ? "EXCLUSIVE" : "ACCESS EXCLUSIVE", relation);
  }
  if ("LockStmt" in node) {
    const { relations = [], mode = 8 } = node.LockStmt;
    const asked = LOCK_MODES[mode - 1] ?? "ACCESS EXCLUSIVE";
    return relations.flatMap((rel) => ("RangeVar" in rel ? lock(asked, rel.RangeVar) : []));
  }
  return null;
}

const DROPPED_RELATIONS = new Set([
  "OBJECT_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_SEQUENCE",
  "OBJECT_FOREIGN_TABLE",
]);
/** Dropped from a table: the table's name stands before their own. */
const DROPPED_PARTS = new Set(["OBJECT_TRIGGER", "OBJECT_RULE", "OBJECT_POLICY"]);

function drops(node: Node): TakenLock[] | null {
  if (!("DropStmt" in node)) return null;
  const { objects = [], removeType = "", concurrent } = node.DropStmt;
  return objects.flatMap((object): TakenLock[] => {
    const path = "List" in object ? names(object.List.items) : [];
    const parts = DROPPED_PARTS.has(removeType) ? path.slice(0, -1) : path;
    const [name, schema] = parts.toReversed();
    if (name === undefined) return [];
    if (removeType === "OBJECT_INDEX") {
      return [
        { mode: concurrent ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE", schema, name, on: "index" },
      ];
    }
    const locks = DROPPED_RELATIONS.has(removeType) || DROPPED_PARTS.has(removeType);
    return locks ? [{ mode: "ACCESS EXCLUSIVE", schema, name, on: "relation" }] : [];
  });
}

function others(node: Node): TakenLock[] {
  if ("CommentStmt" in node) return commented(node.CommentStmt);
  if ("CreateTrigStmt" in node) return lock("SHARE ROW EXCLUSIVE", node.CreateTrigStmt.relation);
  if ("CreatePolicyStmt" in node) return lock("ACCESS EXCLUSIVE", node.CreatePolicyStmt.table);
  if ("AlterPolicyStmt" in node) return lock("ACCESS EXCLUSIVE", node.AlterPolicyStmt.table);
  if ("RuleStmt" in node) return lock("ACCESS EXCLUSIVE", node.RuleStmt.relation);
  if ("CreateStatsStmt" in node) {
    const relations = node.CreateStatsStmt.relations ?? [];
    return relations.flatMap((rel) =>
      "RangeVar" in rel ? lock("SHARE UPDATE EXCLUSIVE", rel.RangeVar) : [],
    );
  }
  if ("CreateStmt" in node) {
    const { tableElts = [], inhRelations = [], partbound } = node.CreateStmt;
    const parents = inhRelations.flatMap((rel) => ("RangeVar" in rel ? [rel.RangeVar] : []));
    const parentMode = partbound ? "ACCESS EXCLUSIVE" : "SHARE UPDATE EXCLUSIVE";
    return [...parents.flatMap((rel) => lock(parentMode, rel)), ...tableElts.flatMap(referenced)];
  }
  if ("InsertStmt" in node) return lock("ROW EXCLUSIVE", node.InsertStmt.relation);
  if ("UpdateStmt" in node) return lock("ROW EXCLUSIVE", node.UpdateStmt.relation);
  if ("DeleteStmt" in node) return lock("ROW EXCLUSIVE", node.DeleteStmt.relation);
  if ("MergeStmt" in node) return lock("ROW EXCLUSIVE", node.MergeStmt.relation);
  return "CopyStmt" in node && node.CopyStmt.is_from ? lock("ROW EXCLUSIVE", node.CopyStmt.relation) : [];
}

function referenced(element: Node): TakenLock[] {
  if ("Constraint" in element) return lock("SHARE ROW EXCLUSIVE", element.Constraint.pktable);
  if (!("ColumnDef" in element)) return [];
  return (element.ColumnDef.constraints ?? []).flatMap(referenced);
}

function commented({ objtype, object }: { objtype?: string; object?: Node }): TakenLock[] {
  const path = object && "List" in object ? names(object.List.items) : [];
  const parts = objtype === "OBJECT_COLUMN" ? path.slice(0, -1) : path;
  const [name, schema] = parts.toReversed();
  const locks = objtype === "OBJECT_COLUMN" || DROPPED_RELATIONS.has(objtype ?? "");
  return locks && name !== undefined
    ? [{ mode: "SHARE UPDATE EXCLUSIVE", schema, name, on: "relation" }]
    : [];
}
