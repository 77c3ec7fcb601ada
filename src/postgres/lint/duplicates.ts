// Columns that a statement names twice where PostgreSQL allows each once.
import type { Node, ResTarget, SelectStmt } from "libpg-query";

export interface Duplicate {
  readonly name: string;
  readonly at: number | undefined;
}

export function duplicatesIn(node: Node | null): readonly Duplicate[] {
  if (node === null) return [];
  if ("UpdateStmt" in node) return twice(assigned(node.UpdateStmt.targetList));
  if ("InsertStmt" in node) {
    const { cols, onConflictClause } = node.InsertStmt;
    return [...twice(assigned(cols)), ...twice(assigned(onConflictClause?.targetList))];
  }
  if ("MergeStmt" in node) {
    return (node.MergeStmt.mergeWhenClauses ?? []).flatMap((clause) =>
      "MergeWhenClause" in clause ? twice(assigned(clause.MergeWhenClause.targetList)) : [],
    );
  }
  if ("CreateStmt" in node) return twice(columns(node.CreateStmt.tableElts));
  if ("CreateForeignTableStmt" in node) return twice(columns(node.CreateForeignTableStmt.base?.tableElts));
  if ("ViewStmt" in node) {
    const { aliases = [], query } = node.ViewStmt;
    const named = aliases.map((alias) => ("String" in alias ? (alias.String.sval ?? "") : ""));
    const chosen = query && "SelectStmt" in query ? outputs(query.SelectStmt) : [];
    return twice([...named.map((name) => ({ name, at: undefined })), ...chosen.slice(named.length)]);
  }
  if ("SelectStmt" in node) return node.SelectStmt.intoClause ? twice(outputs(node.SelectStmt)) : [];
  if (!("CreateTableAsStmt" in node)) return [];
  const { query, into } = node.CreateTableAsStmt;
  return query && "SelectStmt" in query && !into?.colNames ? twice(outputs(query.SelectStmt)) : [];
}

function targets(list: readonly Node[] | undefined): ResTarget[] {
  return (list ?? []).flatMap((node) => ("ResTarget" in node ? [node.ResTarget] : []));
}

/** Two different fields or elements of one column may be set; the whole column beside one of them may not. */
function assigned(list: readonly Node[] | undefined): Duplicate[] {
  const all = targets(list);
  const whole = new Set(all.filter(({ indirection }) => !indirection).map(({ name }) => name));
  return all.map(({ name = "", indirection, location }) => ({
    name: indirection && !whole.has(name) ? `${name} ${JSON.stringify(indirection)}` : name,
    at: location,
  }));
}

function columns(list: readonly Node[] | undefined): Duplicate[] {
  return (list ?? []).flatMap((node) =>
    "ColumnDef" in node ? [{ name: node.ColumnDef.colname ?? "", at: node.ColumnDef.location }] : [],
  );
}

/** The names of a SELECT's columns, as PostgreSQL gives them (FigureColname); a star's are not known. */
function outputs({ targetList }: SelectStmt): Duplicate[] {
  return targets(targetList).flatMap(({ name, val, location }) => {
    const figured = name ?? figure(val);
    return figured === undefined ? [] : [{ name: figured, at: location }];
  });
}

function figure(value: Node | undefined): string | undefined {
  if (!value) return undefined;
  const last = (list: readonly Node[] | undefined): string | undefined => {
    const field = list?.at(-1);
    return field && "String" in field ? field.String.sval : undefined;
  };
  if ("ColumnRef" in value) return last(value.ColumnRef.fields);
  if ("FuncCall" in value) return last(value.FuncCall.funcname);
  if ("TypeCast" in value) return figure(value.TypeCast.arg) ?? last(value.TypeCast.typeName?.names);
  return "A_Const" in value || "A_Expr" in value ? "?column?" : undefined;
}

function twice(all: readonly Duplicate[]): Duplicate[] {
  const seen = new Set<string>();
  return all.filter(({ name }) => seen.size === seen.add(name).size);
}
