// The columns whose type a statement writes down.
import type { TypeName } from "libpg-query";
import type { LintStatement } from "./lint-statement.ts";

export interface WrittenType {
  readonly name: string;
  readonly typeName: TypeName | undefined;
}

/** New columns, and those that get another type. */
export function typesWritten(statement: LintStatement): readonly WrittenType[] {
  const made = statement.newColumns.map(({ column }) => ({
    name: column.colname ?? "",
    typeName: column.typeName,
  }));
  const changed = statement.commands.flatMap(({ subtype, name = "", def }) =>
    subtype === "AT_AlterColumnType" && def && "ColumnDef" in def
      ? [{ name, typeName: def.ColumnDef.typeName }]
      : [],
  );
  return [...made, ...changed];
}
