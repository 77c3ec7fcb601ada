// Reads `-- godwit:renamed-from OLD` in a desired schema: above a definition, or behind it on its line.
import type { RenameWish } from "../core/rename.ts";
import { loadGrammar, parseStatement } from "./parse/grammar.ts";
import { names } from "./parse/walk.ts";

/** One definition: where it begins, and what it makes. */
interface Definition {
  /** UTF-16. */
  readonly at: number;
  readonly path: readonly string[];
}

export interface DesiredStatement {
  readonly text: string;
  /** Where the text begins in the file, UTF-16. */
  readonly offset: number;
}

/** `text` is the whole file, `statements` what it was cut into. */
export async function renamedFrom(
  text: string,
  { statements, file }: { readonly statements: readonly DesiredStatement[]; readonly file: string },
): Promise<RenameWish[]> {
  const notes = [...text.matchAll(/--[ \t]*godwit:renamed-from[ \t]+("(?:[^"]|"")+"|[^\s",;]+)/g)];
  if (notes.length === 0) return [];
  await loadGrammar();
  const definitions = statements.flatMap(definitionsOf).sort((a, b) => a.at - b.at);
  return notes.flatMap((note): RenameWish[] => {
    const start = text.lastIndexOf("\n", note.index) + 1;
    const end = note.index + note[0].length;
    const behind = text.slice(start, note.index).trim() !== "";
    const meant = behind
      ? definitions.filter(({ at }) => at >= start && at < note.index).at(-1)
      : definitions.find(({ at }) => at >= end);
    if (!meant) return [];
    const old = unquoted(note[1] as string);
    const line = text.slice(0, note.index).split("\n").length;
    return [{ from: [...meant.path.slice(0, -1), old], to: meant.path, origin: `${file}:${line}` }];
  });
}

function definitionsOf({ text, offset }: DesiredStatement): Definition[] {
  const parsed = parseStatement(text);
  if (!("node" in parsed)) return [];
  const fields = (parsed.node as unknown as Readonly<Record<string, Fields>>)[parsed.nodeName] ?? {};
  const path = madeBy(parsed.nodeName, fields);
  if (!path) return [];
  const whole: Definition = { at: offset, path };
  if (parsed.nodeName !== "CreateStmt") return [whole];
  const bytes = Buffer.from(text);
  const parts = list(fields.tableElts).flatMap((element): Definition[] => {
    const { ColumnDef: column, Constraint: constraint } = element as Readonly<
      Record<string, Fields | undefined>
    >;
    const made = column?.colname ?? constraint?.conname;
    const location = column?.location ?? constraint?.location;
    if (typeof made !== "string" || typeof location !== "number") return [];
    // The grammar counts bytes.
    return [{ at: offset + bytes.subarray(0, location).toString().length, path: [...path, made] }];
  });
  return [whole, ...parts];
}

type Fields = Readonly<Record<string, unknown>>;

function madeBy(node: string, fields: Fields): readonly string[] | undefined {
  const range = (fields.relation ??
    fields.sequence ??
    fields.view ??
    (fields.into as Fields | undefined)?.rel) as Fields | undefined;
  if (node === "IndexStmt") {
    const { schemaname } = range ?? {};
    return typeof fields.idxname === "string"
      ? [...(typeof schemaname === "string" ? [schemaname] : []), fields.idxname]
      : undefined;
  }
  if (node === "CreateSchemaStmt")
    return typeof fields.schemaname === "string" ? [fields.schemaname] : undefined;
  const listed = fields.domainname ?? fields.typeName ?? fields.funcname;
  if (Array.isArray(listed)) return names(listed);
  if (typeof range?.relname !== "string") return undefined;
  return [...(typeof range.schemaname === "string" ? [range.schemaname] : []), range.relname];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}
