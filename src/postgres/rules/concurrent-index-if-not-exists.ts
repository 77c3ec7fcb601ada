// IF NOT EXISTS keeps an invalid index that an interrupted CONCURRENTLY left behind.
import { rule } from "../lint/sql-rule.ts";

export const concurrentIndexIfNotExists = rule({
  name: "concurrent-index-if-not-exists",
  hazards: ["invalid-index-kept"],
  gravity: "S3",
  on: ["IndexStmt"],
  why: "An interrupted CREATE INDEX CONCURRENTLY leaves an INVALID index, which is kept up to date but never used. IF NOT EXISTS sees its name and is content.",
  instead: "leave IF NOT EXISTS out: Godwit finds an invalid index, drops it and builds it again",
  bad: "create index concurrently if not exists orders_customer on orders (customer_id);",
  good: "create index concurrently orders_customer on orders (customer_id);",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("IndexStmt" in node)) return;
    const { concurrent, if_not_exists, idxname } = node.IndexStmt;
    if (concurrent && if_not_exists)
      report({ message: `an invalid ${idxname ?? "index"} from an interrupted try would be kept` });
  },
});
