// Which roles a statement names, and which it makes: roles belong to the server, so a shadow may lack them.
import type { Node } from "libpg-query";
import { constantOf } from "./options.ts";
import { rolesMadeIn } from "./roles-in-body.ts";
import { stringsIn, walk } from "./walk.ts";

export interface RolesNamed {
  readonly needed: readonly string[];
  readonly made: readonly string[];
}

/** Statements without any place for a role, of which a schema has many. */
const WITHOUT = new Set([
  "CreateStmt",
  "IndexStmt",
  "InsertStmt",
  "CopyStmt",
  "SelectStmt",
  "CreateFunctionStmt",
]);

export function rolesNamed(nodeName: string, node: Node): RolesNamed {
  if (WITHOUT.has(nodeName)) return { needed: [], made: [] };
  if ("CreateRoleStmt" in node) {
    const { role, options } = node.CreateRoleStmt;
    return { needed: specified(options), made: role === undefined ? [] : [role] };
  }
  if ("DoStmt" in node) return { needed: [], made: stringsIn(node).flatMap(rolesMadeIn) };
  if ("VariableSetStmt" in node) {
    const { name, args } = node.VariableSetStmt;
    const value = name === "role" || name === "session_authorization" ? constantOf(args?.[0]) : undefined;
    return { needed: typeof value === "string" && value !== "none" ? [value] : [], made: [] };
  }
  if ("GrantRoleStmt" in node)
    return { needed: [...granted(node.GrantRoleStmt.granted_roles), ...specified(node)], made: [] };
  return { needed: specified(node), made: [] };
}

function specified(tree: unknown): string[] {
  const found: string[] = [];
  walk(tree, (_name, { roletype, rolename }) => {
    if (roletype === "ROLESPEC_CSTRING" && typeof rolename === "string") found.push(rolename);
  });
  return found;
}

/** Granted roles come in the shape of privileges. */
function granted(list: readonly Node[] | undefined): string[] {
  return (list ?? []).flatMap((item) =>
    "AccessPriv" in item && item.AccessPriv.priv_name !== undefined ? [item.AccessPriv.priv_name] : [],
  );
}
