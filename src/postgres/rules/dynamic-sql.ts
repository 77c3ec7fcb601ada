// A function that puts its arguments into SQL without quoting them.

import { rule } from "../lint/sql-rule.ts";
import { constantOf, findOption } from "../parse/options.ts";

export const dynamicSql = rule({
  name: "dynamic-sql",
  hazards: ["dynamic-sql"],
  gravity: "S2",
  on: ["CreateFunctionStmt", "DoStmt"],
  why: "EXECUTE of a text that is put together with || runs whatever the argument holds.",
  instead: "use `execute … using`, or `format()` with %I and %L",
  bad: "create function f(t text) returns void language plpgsql as $$ begin execute 'drop table ' || t; end $$;",
  good: "create function f(t text) returns void language plpgsql as $$ begin execute format('drop table %I', t); end $$;",
  statement(statement, { report }) {
    const { node } = statement;
    const given =
      node &&
      ("CreateFunctionStmt" in node
        ? node.CreateFunctionStmt.options
        : "DoStmt" in node
          ? node.DoStmt.args
          : undefined);
    const as = findOption(given ?? undefined, "as")?.arg;
    const body =
      as && "List" in as
        ? (as.List.items ?? []).map((item) => String(constantOf(item))).join("\n")
        : String(constantOf(as) ?? "");
    const unquoted = /\bexecute\s+(?!function|procedure)[^;]*\|\|\s*(?!\s*(?:quote_\w+|')\b)[\w.]+/i.exec(
      body,
    );
    if (unquoted && !/quote_(?:ident|literal|nullable)/i.test(unquoted[0]))
      report({ message: "EXECUTE runs whatever its argument holds" });
  },
});
