// A SECURITY DEFINER function without a search_path of its own.

import { rule } from "../lint/sql-rule.ts";
import { isOn } from "../parse/options.ts";
import { names } from "../parse/walk.ts";

export const securityDefinerSearchPath = rule({
  name: "security-definer-search-path",
  hazards: ["security-definer-search-path"],
  gravity: "S2",
  on: ["CreateFunctionStmt"],
  why: "It runs with its owner's rights, but finds names by the caller's search_path: a caller's own table or operator is used instead.",
  instead: "add `set search_path = ''` (or `pg_catalog, pg_temp`), and write schemas before names",
  bad: "create function f() returns int language sql security definer as 'select count(*)::int from users';",
  good: "create function f() returns int language sql security definer set search_path = '' as 'select count(*)::int from public.users';",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("CreateFunctionStmt" in node)) return;
    const { options: given = [], funcname } = node.CreateFunctionStmt;
    const fixed = given.some(
      (option) =>
        "DefElem" in option &&
        option.DefElem.defname === "set" &&
        option.DefElem.arg &&
        "VariableSetStmt" in option.DefElem.arg &&
        option.DefElem.arg.VariableSetStmt.name === "search_path",
    );
    if (isOn(given, "security", false) && !fixed)
      report({
        message: `${names(funcname).join(".")} runs with its owner's rights and the caller's search_path`,
      });
  },
});
