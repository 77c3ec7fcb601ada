// What a statement makes or changes, as the beginning of a path: for statements that could not be run.
import type { Node, RangeVar } from "libpg-query";
import { names } from "./walk.ts";

/** Names from the outside in; null where the statement leaves the schema to the search path. */
export type MadePath = readonly (string | null)[];

/** Null where it is about nothing of its own: a comment, a grant, a row. */
export function madeBy(node: Node): MadePath | null {
  if ("CreateExtensionStmt" in node) return [node.CreateExtensionStmt.extname ?? ""];
  if ("CreateSubscriptionStmt" in node) return [node.CreateSubscriptionStmt.subname ?? ""];
  if ("AlterSubscriptionStmt" in node) return [node.AlterSubscriptionStmt.subname ?? ""];
  if ("CreatePublicationStmt" in node) return [node.CreatePublicationStmt.pubname ?? ""];
  if ("CreateForeignServerStmt" in node) return [node.CreateForeignServerStmt.servername ?? ""];
  if ("CreateEventTrigStmt" in node) return [node.CreateEventTrigStmt.trigname ?? ""];
  if ("CreateFdwStmt" in node) return [node.CreateFdwStmt.fdwname ?? ""];
  if ("CreatePLangStmt" in node) return [node.CreatePLangStmt.plname ?? ""];
  if ("CreateSchemaStmt" in node) return [node.CreateSchemaStmt.schemaname ?? ""];
  return madeInSchema(node);
}

function madeInSchema(node: Node): MadePath | null {
  if ("CreateStmt" in node) return relation(node.CreateStmt.relation);
  if ("CreateForeignTableStmt" in node) return relation(node.CreateForeignTableStmt.base?.relation);
  if ("CreateTableAsStmt" in node) return relation(node.CreateTableAsStmt.into?.rel);
  if ("ViewStmt" in node) return relation(node.ViewStmt.view);
  if ("CreateSeqStmt" in node) return relation(node.CreateSeqStmt.sequence);
  if ("AlterSeqStmt" in node) return relation(node.AlterSeqStmt.sequence);
  if ("AlterTableStmt" in node) return relation(node.AlterTableStmt.relation);
  if ("CompositeTypeStmt" in node) return relation(node.CompositeTypeStmt.typevar);
  if ("IndexStmt" in node) {
    const { idxname, relation: of } = node.IndexStmt;
    return idxname === undefined ? relation(of) : [of?.schemaname ?? null, idxname];
  }
  if ("CreateTrigStmt" in node) return inside(node.CreateTrigStmt.relation, node.CreateTrigStmt.trigname);
  if ("CreatePolicyStmt" in node)
    return inside(node.CreatePolicyStmt.table, node.CreatePolicyStmt.policy_name);
  if ("RuleStmt" in node) return inside(node.RuleStmt.relation, node.RuleStmt.rulename);
  return named(node);
}

/** Those that carry a list of names. */
function named(node: Node): MadePath | null {
  if ("CreateFunctionStmt" in node) return listed(node.CreateFunctionStmt.funcname);
  if ("CreateEnumStmt" in node) return listed(node.CreateEnumStmt.typeName);
  if ("AlterEnumStmt" in node) return listed(node.AlterEnumStmt.typeName);
  if ("CreateRangeStmt" in node) return listed(node.CreateRangeStmt.typeName);
  if ("CreateDomainStmt" in node) return listed(node.CreateDomainStmt.domainname);
  if ("AlterDomainStmt" in node) return listed(node.AlterDomainStmt.typeName);
  if ("CreateStatsStmt" in node) return listed(node.CreateStatsStmt.defnames);
  if ("CreateOpClassStmt" in node) return listed(node.CreateOpClassStmt.opclassname);
  if ("CreateOpFamilyStmt" in node) return listed(node.CreateOpFamilyStmt.opfamilyname);
  if ("AlterOpFamilyStmt" in node) return listed(node.AlterOpFamilyStmt.opfamilyname);
  return "DefineStmt" in node ? listed(node.DefineStmt.defnames) : null;
}

function relation(of: RangeVar | undefined): MadePath | null {
  return of?.relname === undefined ? null : [of.schemaname ?? null, of.relname];
}

function inside(of: RangeVar | undefined, own: string | undefined): MadePath | null {
  const outer = relation(of);
  return outer === null || own === undefined ? null : [...outer, own];
}

function listed(list: readonly Node[] | undefined): MadePath | null {
  const parts = names(list);
  const own = parts.at(-1);
  return own === undefined ? null : [parts.at(-2) ?? null, own];
}
