// Reads the `name [= value]` options (DefElem) that many statements carry.
import type { DefElem, Node } from "libpg-query";

type Options = readonly Node[] | undefined;

/** What a statement says of the role or the user mapping that it makes or changes. */
export function accountOptions(node: Node | null): Options {
  if (!node) return undefined;
  if ("CreateRoleStmt" in node) return node.CreateRoleStmt.options;
  if ("AlterRoleStmt" in node) return node.AlterRoleStmt.options;
  return "CreateUserMappingStmt" in node ? node.CreateUserMappingStmt.options : undefined;
}

export function findOption(options: Options, name: string): DefElem | undefined {
  for (const option of options ?? []) {
    if ("DefElem" in option && option.DefElem.defname === name) return option.DefElem;
  }
  return undefined;
}

/** A boolean option as PostgreSQL reads it: given without a value it is on. */
export function isOn(options: Options, name: string, otherwise: boolean): boolean {
  const option = findOption(options, name);
  if (!option) return otherwise;
  const value = option.arg === undefined ? true : constantOf(option.arg);
  return !["false", "off", "no", "0"].includes(String(value).toLowerCase());
}

/** The value of a constant; undefined for any other expression, null for NULL. */
export function constantOf(node: Node | undefined): string | number | boolean | null | undefined {
  if (!node) return undefined;
  if ("String" in node) return node.String.sval ?? "";
  if ("Integer" in node) return node.Integer.ival ?? 0;
  if ("Float" in node) return Number(node.Float.fval);
  if ("Boolean" in node) return node.Boolean.boolval ?? false;
  if ("TypeCast" in node) return constantOf(node.TypeCast.arg);
  if (!("A_Const" in node)) return undefined;
  // Zero, false and the empty text are left out of the tree.
  const constant = node.A_Const;
  if (constant.isnull) return null;
  if (constant.sval) return constant.sval.sval ?? "";
  if (constant.ival) return constant.ival.ival ?? 0;
  if (constant.fval) return Number(constant.fval.fval);
  return constant.boolval ? (constant.boolval.boolval ?? false) : undefined;
}
