// A policy that calls a function of the session for every row.
import { callsIn } from "../lint/expressions.ts";
import { rule } from "../lint/sql-rule.ts";
import { walk } from "../parse/walk.ts";

export const policyAsksPerRow = rule({
  name: "policy-asks-per-row",
  hazards: ["policy-asks-per-row"],
  gravity: "S4",
  on: ["CreatePolicyStmt"],
  why: "current_setting(), auth.uid() and their like are called once per row, unless they stand in a subquery, which is asked once.",
  instead: "write `(select current_setting('…', true))`",
  bad: "create policy own on notes using (tenant::text = current_setting('app.tenant', true));",
  good: "create policy own on notes using (tenant::text = (select current_setting('app.tenant', true)));",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("CreatePolicyStmt" in node)) return;
    const { qual, with_check } = node.CreatePolicyStmt;
    const inside = new Set(
      subqueries([qual, with_check]).flatMap((query) => callsIn(query).map(({ at }) => at)),
    );
    const found = callsIn([qual, with_check]).find(
      ({ name, schema, at }) => !inside.has(at) && (name === "current_setting" || schema === "auth"),
    );
    if (found) report({ message: `${found.name}() is called for every row`, at: found.at });
  },
});

function subqueries(tree: unknown): unknown[] {
  const found: unknown[] = [];
  walk({ tree: [tree] }, (node, fields) => {
    if (node === "SubLink") found.push(fields);
  });
  return found;
}
