// Takes the effect of an ALTER TABLE into the scene.
import { keyConstraints, newColumn, newConstraint } from "./apply-table.ts";
import type { LintStatement } from "./lint-statement.ts";
import { named, typeShape } from "./names.ts";
import type { Relation, Scene } from "./scene.ts";
import type { Command } from "./statement-parts.ts";

export function alterTable(statement: LintStatement, scene: Scene): void {
  for (const command of statement.commands) {
    if (command.subtype === "AT_ValidateConstraint") {
      scene.validated.add(`${scene.key(command.relation)} ${command.name}`);
    }
  }
  const [first] = statement.commands;
  if (!first) return;
  const relation = scene.relation(first.relation) ?? unseen(statement, scene);
  for (const column of statement.newColumns) newColumn(relation, column);
  const madeIn = `${scene.file}:${statement.transaction}`;
  for (const constraint of statement.newConstraints) newConstraint(relation, constraint, madeIn);
  for (const command of statement.commands) change(relation, command, scene);
  keyConstraints(relation);
}

/** It was there before the first file in sight. */
function unseen({ commands }: LintStatement, scene: Scene): Relation {
  const name = commands[0]?.relation ?? { name: "" };
  const relation: Relation = {
    schema: name.schema ?? scene.schema,
    name: name.name,
    kind: "table",
    madeIn: -1,
    temporary: false,
    partitioned: false,
    whole: false,
    columns: new Map(),
    constraints: [],
    indexes: [],
    policies: [],
    rowSecurity: false,
    forced: false,
    hasDefaultPartition: false,
  };
  scene.know(relation);
  return relation;
}

function change(relation: Relation, { subtype, name = "", def }: Command, scene: Scene): void {
  const column = relation.columns.get(name);
  switch (subtype) {
    case "AT_DropColumn":
      relation.columns.delete(name);
      relation.indexes = relation.indexes.filter(({ columns }) => !columns.includes(name));
      relation.constraints = relation.constraints.filter(({ columns }) => !columns.includes(name));
      break;
    case "AT_AlterColumnType":
      if (column && def && "ColumnDef" in def) column.type = typeShape(def.ColumnDef.typeName);
      break;
    case "AT_SetNotNull":
      if (column) column.notNull = true;
      break;
    case "AT_DropNotNull":
      if (column) column.notNull = false;
      break;
    case "AT_ColumnDefault":
      if (column) column.filled = def !== undefined;
      break;
    case "AT_DropConstraint":
      relation.constraints = relation.constraints.filter((constraint) => constraint.name !== name);
      relation.indexes = relation.indexes.filter((index) => index.name !== name);
      break;
    case "AT_ValidateConstraint":
      for (const constraint of relation.constraints)
        if (constraint.name === name) constraint.validated = true;
      break;
    case "AT_EnableRowSecurity":
    case "AT_DisableRowSecurity":
      relation.rowSecurity = subtype === "AT_EnableRowSecurity";
      break;
    case "AT_ForceRowSecurity":
    case "AT_NoForceRowSecurity":
      relation.forced = subtype === "AT_ForceRowSecurity";
      break;
    case "AT_AttachPartition":
      if (def && "PartitionCmd" in def) {
        if (def.PartitionCmd.bound?.is_default) relation.hasDefaultPartition = true;
        const part = scene.relation(named(def.PartitionCmd.name));
        if (part) scene.know({ ...part, partitionOf: { schema: relation.schema, name: relation.name } });
      }
      break;
    default:
      break;
  }
}
