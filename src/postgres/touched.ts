// Which names a script makes, drops or renames, and whether it is about rows alone: read off the parse tree.
import type { Node, RangeVar } from "libpg-query";
import type { SchemaText, Touched } from "../core/schema-database.ts";
import { readDesired } from "./desired-statements.ts";
import { Lexer } from "./parse/lexer.ts";
import { madeBy } from "./parse/made-by.ts";
import { names } from "./parse/walk.ts";

const ROWS = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "SelectStmt"]);
/** What changes neither rows nor schema. */
const NEITHER = new Set(["TransactionStmt", "VariableSetStmt", "LockStmt", "AnalyzeStmt", "VacuumStmt"]);

/** Throws what is wrong with the text. */
export async function touchedBy(text: SchemaText): Promise<Touched> {
  const { statements } = await readDesired([text]);
  const paths: string[][] = [];
  const makes: string[][] = [];
  const words = new Set<string>();
  let rows = false;
  let schema = false;
  let conditional = false;
  for (const { statement } of statements) {
    const { nodeName } = statement.nature;
    if (nodeName !== null && NEITHER.has(nodeName)) continue;
    if (nodeName !== null && ROWS.has(nodeName)) {
      rows = true;
      continue;
    }
    schema = true;
    // What a block or a call does is in its text, or nowhere.
    if (nodeName === "DoStmt" || nodeName === "CallStmt" || nodeName === null) wordsOf(statement.text, words);
    const parsed = statement.parse();
    if (!("node" in parsed)) continue;
    const named = pathsOf(parsed.node);
    paths.push(...named.makes, ...named.others);
    makes.push(...named.makes);
    conditional ||= isConditional(parsed.node);
  }
  return { paths, makes, words, onlyRows: rows && !schema, conditional };
}

function wordsOf(text: string, words: Set<string>): void {
  for (const [word] of text.matchAll(/[\p{L}_][\p{L}\p{N}_$]*/gu)) words.add(word);
  // A body may be quoted in another way than words are told apart.
  const lexer = new Lexer(text);
  while (lexer.next()) words.add(text.slice(lexer.start, lexer.end).toLowerCase());
}

interface Named {
  readonly makes: string[][];
  readonly others: string[][];
}

function pathsOf(node: Node): Named {
  if ("CreateStmt" in node) {
    const { relation, tableElts, constraints } = node.CreateStmt;
    const inside = [...(tableElts ?? []), ...(constraints ?? [])].flatMap(elementNames);
    return { makes: [...of(relation), ...inside.flatMap((name) => of(relation, name))], others: [] };
  }
  if ("AlterTableStmt" in node) {
    const { relation, cmds } = node.AlterTableStmt;
    const commands = (cmds ?? []).flatMap((cmd) => ("AlterTableCmd" in cmd ? [cmd.AlterTableCmd] : []));
    return {
      makes: commands.flatMap(({ def, subtype }) =>
        def !== undefined && /Add/.test(subtype ?? "")
          ? elementNames(def).flatMap((name) => of(relation, name))
          : [],
      ),
      others: commands.flatMap(({ name }) => (name === undefined ? [] : of(relation, name))),
    };
  }
  if ("RenameStmt" in node) {
    const { relation, subname, newname, object } = node.RenameStmt;
    if (subname !== undefined) return { makes: of(relation, newname), others: of(relation, subname) };
    return { makes: newname === undefined ? [] : [[newname]], others: [...of(relation), ...lastOf(object)] };
  }
  if ("DropStmt" in node) return { makes: [], others: (node.DropStmt.objects ?? []).flatMap(lastOf) };
  const made = madeBy(node)?.at(-1);
  const named = made === null || made === undefined ? [] : [[made]];
  return "AlterSeqStmt" in node || "AlterEnumStmt" in node || "AlterDomainStmt" in node
    ? { makes: [], others: named }
    : { makes: named, others: [] };
}

/** `if exists`, `if not exists` and `or replace`: it may run and change nothing, or make what is there already. */
function isConditional(node: Node): boolean {
  const text = JSON.stringify(node);
  return /"(?:missing_ok|if_not_exists|replace)":true/.test(text) || "DoStmt" in node || "CallStmt" in node;
}

function of(relation: RangeVar | undefined, name?: string): string[][] {
  if (relation?.relname === undefined) return [];
  return [name === undefined ? [relation.relname] : [relation.relname, name]];
}

function elementNames(element: Node): string[] {
  if ("ColumnDef" in element) {
    const own = (element.ColumnDef.constraints ?? []).flatMap(elementNames);
    return [element.ColumnDef.colname ?? "", ...own];
  }
  return "Constraint" in element && element.Constraint.conname !== undefined
    ? [element.Constraint.conname]
    : [];
}

/** The last names of a dropped or renamed object, whatever sort it is of. */
function lastOf(object: Node | undefined): string[][] {
  if (object === undefined) return [];
  if ("List" in object) {
    const parts = names(object.List.items);
    // A trigger, a policy or a rule is named inside of its relation; elsewhere the first of two is a schema.
    return [parts.slice(-2), parts.slice(-1)].filter((path) => path.length > 0 && path[0] !== "");
  }
  if ("ObjectWithArgs" in object) return [names(object.ObjectWithArgs.objname).slice(-1)];
  if ("TypeName" in object) return [names(object.TypeName.names).slice(-1)];
  return "String" in object ? [[object.String.sval ?? ""]] : [];
}
