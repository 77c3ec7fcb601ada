// A column of a type that is better left alone.
import { isBuiltIn, typeShape, typeText } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { typesWritten } from "../lint/typed-columns.ts";

export const discouragedType = rule({
  name: "discouraged-type",
  hazards: ["discouraged-type"],
  gravity: "S4",
  on: ["type:money", "type:timetz", "type:timestamp", "type:timestamptz"],
  why: "money depends on a setting of the session, timetz on daylight saving, and timestamp(0) rounds into the future.",
  instead: "use numeric, timestamptz, or timestamptz without a precision",
  bad: "create table t (id bigint primary key, price money);",
  good: "create table t (id bigint primary key, price numeric);",
  statement(statement, { report }) {
    for (const { typeName, name } of typesWritten(statement)) {
      const type = typeShape(typeName);
      const rounds = (type.name === "timestamp" || type.name === "timestamptz") && type.mods[0] === 0;
      if (isBuiltIn(type) && (rounds || type.name === "money" || type.name === "timetz"))
        report({ message: `${name} is ${typeText(type)}`, at: typeName?.location });
    }
  },
});
