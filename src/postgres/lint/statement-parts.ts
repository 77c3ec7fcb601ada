// What of tables a statement changes and makes: commands, columns and constraints, taken from its tree.
import type { AlterTableCmd, ColumnDef, Constraint, Node, RangeVar } from "libpg-query";
import { type Named, named } from "./names.ts";

export interface Command extends AlterTableCmd {
  readonly relation: Named;
}

/** A column that a statement makes. */
export interface NewColumn {
  readonly relation: Named;
  readonly column: ColumnDef;
  readonly constraints: readonly Constraint[];
  /** `ADD COLUMN`, not a part of `CREATE TABLE`. */
  readonly added: boolean;
}

/** A constraint that a statement makes, of a column or of a whole table. */
export interface NewConstraint {
  readonly relation: Named;
  readonly constraint: Constraint;
  readonly columns: readonly string[];
  readonly origin: "create" | "add-column" | "add";
  readonly column?: ColumnDef;
}

export interface Parts {
  readonly commands: Command[];
  readonly columns: NewColumn[];
  readonly constraints: NewConstraint[];
}

const NONE: Parts = { commands: [], columns: [], constraints: [] };

export function partsOf(node: Node | null): Parts {
  if (node === null) return NONE;
  if ("AlterTableStmt" in node) return altered(named(node.AlterTableStmt.relation), node.AlterTableStmt.cmds);
  if ("CreateStmt" in node) return created(node.CreateStmt.relation, node.CreateStmt.tableElts);
  if ("CreateForeignTableStmt" in node) {
    const base = node.CreateForeignTableStmt.base;
    return created(base?.relation, base?.tableElts);
  }
  return NONE;
}

function created(relation: RangeVar | undefined, elements: readonly Node[] | undefined): Parts {
  const parts: Parts = { commands: [], columns: [], constraints: [] };
  for (const element of elements ?? []) {
    if ("ColumnDef" in element)
      addColumn(parts, named(relation), { column: element.ColumnDef, added: false });
    else if ("Constraint" in element) addConstraint(parts, named(relation), element.Constraint, "create");
  }
  return parts;
}

function altered(relation: Named, commands: readonly Node[] | undefined): Parts {
  const parts: Parts = { commands: [], columns: [], constraints: [] };
  for (const command of commands ?? []) {
    if (!("AlterTableCmd" in command)) continue;
    const { AlterTableCmd: cmd } = command;
    parts.commands.push({ ...cmd, relation });
    const { def } = cmd;
    if (cmd.subtype === "AT_AddColumn" && def && "ColumnDef" in def) {
      addColumn(parts, relation, { column: def.ColumnDef, added: true });
    } else if (cmd.subtype === "AT_AddConstraint" && def && "Constraint" in def) {
      addConstraint(parts, relation, def.Constraint, "add");
    }
  }
  return parts;
}

function addColumn(
  parts: Parts,
  relation: Named,
  { column, added }: { readonly column: ColumnDef; readonly added: boolean },
): void {
  const constraints = constraintsOf(column);
  parts.columns.push({ relation, column, constraints, added });
  for (const constraint of constraints) {
    const origin = added ? "add-column" : "create";
    parts.constraints.push({ relation, constraint, columns: [column.colname ?? ""], origin, column });
  }
}

function constraintsOf({ constraints = [] }: ColumnDef): Constraint[] {
  return constraints.flatMap((node) => ("Constraint" in node ? [node.Constraint] : []));
}

function addConstraint(
  parts: Parts,
  relation: Named,
  constraint: Constraint,
  origin: "create" | "add",
): void {
  const list = constraint.contype === "CONSTR_FOREIGN" ? constraint.fk_attrs : constraint.keys;
  const columns = (list ?? []).map((node) => ("String" in node ? (node.String.sval ?? "") : ""));
  parts.constraints.push({ relation, constraint, columns, origin });
}
