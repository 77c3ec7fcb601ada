// What only the target's rows can tell: a question for each change that they may be in the way of (ruling 20).
import type { Constraint, Node } from "libpg-query";
import type { Demand } from "../core/demand.ts";
import type { Change } from "../core/diff.ts";
import { type Fact, keyOf } from "../core/fact.ts";
import { conversions, ofType } from "./cast-questions.ts";
import { parseStatement } from "./parse/grammar.ts";
import { names, walk } from "./parse/walk.ts";
import { counted, is, many, type RowQuestion } from "./row-question.ts";
import { join, name, sql, verbatim } from "./sql.ts";

/** Questions for the target, whose schema is `from`. What is new there has no rows and is not asked about. */
export function rowQuestions(
  { changes, from, statements }: Pick<Demand, "changes" | "from" | "statements">,
  major: number,
): readonly RowQuestion[] {
  const casting = { major, conversion: conversions(statements) };
  const known = (path: readonly string[]) => from.has(keyOf("column", path));
  return changes.flatMap((change) => {
    if (change.type === "drop") return [];
    const { to } = change;
    const table = to.id.path.slice(0, 2);
    switch (to.id.kind) {
      case "column":
        return change.type === "alter"
          ? [...ofColumn(change.from, to), ...ofType(change.from, to, casting)]
          : [];
      case "constraint":
        return from.has(keyOf("table", table)) && isChecked(change) ? ofConstraint(to, known) : [];
      case "index":
        return change.type === "create" ? ofIndex(to, known) : [];
      default:
        return [];
    }
  });
}

function isChecked(change: Exclude<Change, { readonly type: "drop" }>): boolean {
  const { valid, enforced } = change.to.attributes;
  if (valid === false || enforced === false) return false;
  if (change.type === "create") return true;
  const before = change.from.attributes;
  return (
    before.valid === false ||
    before.enforced === false ||
    before.definition !== change.to.attributes.definition
  );
}

function ofColumn(from: Fact, to: Fact): RowQuestion[] {
  const [schema = "", table = "", column = ""] = to.id.path;
  const relation = name(schema, table);
  const questions: RowQuestion[] = [];
  if (to.attributes.notNull === true && from.attributes.notNull === false) {
    questions.push({
      about: to.key,
      sql: counted(sql`select from ${relation} where ${name(column)} is null`),
      found: (count) =>
        `${many(count, "row")} of ${schema}.${table} ${has(count)} no ${column}, which must not be null`,
    });
  }
  return questions;
}

type Known = (path: readonly string[]) => boolean;

function ofConstraint({ key, id: { path }, attributes }: Fact, known: Known): RowQuestion[] {
  const [schema = "", table = ""] = path;
  const relation = name(schema, table);
  const definition = String(attributes.definition);
  const parsed = constraintOf(definition);
  if (!parsed) return [];
  const has_ = (columns: readonly string[]) => columns.every((column) => known([schema, table, column]));
  switch (attributes.type) {
    case "unique":
    case "primary key": {
      const columns = names(parsed.keys);
      if (!has_(columns)) return [];
      return [duplicates({ key, path: [schema, table], columns, nulls: parsed.nulls_not_distinct === true })];
    }
    case "check": {
      const [, expression] = /^CHECK \((.*)\)(?: NO INHERIT)?$/s.exec(definition) ?? [];
      const used = columnsOf(parsed.raw_expr);
      if (expression === undefined || !has_(used)) return [];
      return [
        {
          about: key,
          sql: counted(sql`select from ${relation} where not (${verbatim(expression)})`),
          found: (count) => `${many(count, "row")} of ${schema}.${table} ${is(count)} against ${definition}`,
        },
      ];
    }
    case "foreign key":
      return orphans({ key, schema, table, parsed, known });
    default:
      return [];
  }
}

interface Orphans {
  readonly key: string;
  readonly schema: string;
  readonly table: string;
  readonly parsed: Constraint;
  readonly known: Known;
}

function orphans({ key, schema, table, parsed, known }: Orphans): RowQuestion[] {
  const columns = names(parsed.fk_attrs);
  const targets = names(parsed.pk_attrs);
  const { schemaname = "", relname = "" } = parsed.pktable ?? {};
  const all = [
    ...columns.map((column) => [schema, table, column]),
    ...targets.map((column) => [schemaname, relname, column]),
  ];
  if (parsed.fk_matchtype === "f" || !all.every(known)) return [];
  const set = join(
    columns.map((column) => sql`t.${name(column)} is not null`),
    sql` and `,
  );
  const same = join(
    columns.map((column, index) => sql`r.${name(targets[index] ?? "")} = t.${name(column)}`),
    sql` and `,
  );
  return [
    {
      about: key,
      sql: counted(
        sql`select from ${name(schema, table)} t where ${set} and not exists (select from ${name(schemaname, relname)} r where ${same})`,
      ),
      found: (count) =>
        `${many(count, "row")} of ${schema}.${table} ${refer(count)} to rows of ${schemaname}.${relname} that are not there`,
    },
  ];
}

interface Keyed {
  readonly key: string;
  readonly path: readonly [string, string];
  readonly columns: readonly string[];
  /** Two nulls are the same. */
  readonly nulls: boolean;
  readonly predicate?: string;
}

function duplicates({ key, path, columns, nulls, predicate }: Keyed): RowQuestion {
  const list = join(
    columns.map((column) => name(column)),
    sql`, `,
  );
  const conditions = [
    ...(nulls ? [] : columns.map((column) => sql`${name(column)} is not null`)),
    ...(predicate === undefined ? [] : [sql`(${verbatim(predicate)})`]),
  ];
  const where = conditions.length === 0 ? sql`` : sql` where ${join(conditions, sql` and `)}`;
  return {
    about: key,
    sql: counted(sql`select from ${name(...path)}${where} group by ${list} having count(*) > 1`),
    found: (count) =>
      `${many(count, "value")} of ${path.join(".")} (${columns.join(", ")}) ${is(count)} there more than once`,
  };
}

/** Expressions are not asked about: their text is not a column's name. */
function ofIndex({ key, attributes: { definition, predicate } }: Fact, known: Known): RowQuestion[] {
  const parsed = parseStatement(String(definition));
  if (!("node" in parsed) || !("IndexStmt" in parsed.node) || !parsed.node.IndexStmt.unique) return [];
  const { relation, indexParams = [], nulls_not_distinct } = parsed.node.IndexStmt;
  const columns = indexParams.map((param) => ("IndexElem" in param ? param.IndexElem.name : undefined));
  const path = [relation?.schemaname ?? "", relation?.relname ?? ""] as const;
  const named = columns.filter((column) => column !== undefined);
  const condition = typeof predicate === "string" ? parseStatement(`select where ${predicate}`) : undefined;
  const used = condition && "node" in condition ? [...named, ...columnsOf(condition.node)] : named;
  if (named.length !== columns.length || !used.every((column) => known([...path, column]))) return [];
  const where = typeof predicate === "string" ? { predicate } : {};
  return [duplicates({ key, path, columns: named, nulls: nulls_not_distinct === true, ...where })];
}

function constraintOf(definition: string): Constraint | undefined {
  const parsed = parseStatement(`alter table t add ${definition}`);
  if (!("node" in parsed) || !("AlterTableStmt" in parsed.node)) return undefined;
  const [command] = parsed.node.AlterTableStmt.cmds ?? [];
  const added = command && "AlterTableCmd" in command ? command.AlterTableCmd.def : undefined;
  return added && "Constraint" in added ? added.Constraint : undefined;
}

function columnsOf(expression: Node | undefined): readonly string[] {
  const found = new Set<string>();
  walk([expression], (node, { fields }) => {
    if (node === "ColumnRef") found.add(names(fields).at(-1) ?? "");
  });
  return [...found];
}

const has = (count: number) => (count === 1 ? "has" : "have");
const refer = (count: number) => (count === 1 ? "refers" : "refer");
