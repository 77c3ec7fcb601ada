// How long a statement takes on tables of known sizes, at a known pace; null where nothing can be said.
import type { AlterTableCmd, Node } from "libpg-query";
import type { Effects, Estimate, Extent, Sized } from "../core/estimate.ts";
import { keyOf, type Schema } from "../core/fact.ts";
import { volatileCall } from "./lint/expressions.ts";
import type { KnownPace } from "./pace.ts";
import { parseStatement } from "./parse/grammar.ts";

export interface Sizes {
  readonly pace: KnownPace;
  /** The target's schema, for the types of keys. */
  readonly schema: Schema;
}

/** The grammar must be loaded. */
export function estimate(effects: Effects, sizes: Sizes): Estimate | null {
  const parsed = parseStatement(effects.sql);
  if (!("node" in parsed)) return null;
  return new Reckoning(effects, sizes).of(parsed.node);
}

/** Of what is between the statement's text and its first row. */
const BASE_NS = 1e6;
/** Several transactions, each of which is written to disk and waits for others. */
const CONCURRENTLY_NS = 15e6;
/** Measured: the true time is within this factor, where statistics are. */
const FACTOR = 3;
/** Where the number of rows is only guessed from the size. */
const GUESSED_FACTOR = 6;
/** Where a statement may change all rows or none. */
const WIDE_FACTOR = 30;
/** Of a row, where nobody has counted them. */
const USUAL_WIDTH = 80;
/** Of an index: the key, and where its row is. */
const KEY_BYTES = { number: 21, text: 45 } as const;

/** A deleted row stays and is marked, in place of being written. */
const MARK_DELETED = 0.22;
/** A smaller table that is referred to is looked up in the processor's own memory. */
const FEW_BYTES = 1024 * 1024;
/** Larger indexes are built by several processes. */
const PARALLEL_ROWS = 300_000;
const PARALLEL = 1.3;

class Reckoning {
  readonly #effects: Effects;
  readonly #sizes: Sizes;
  #ns = BASE_NS;
  #logged = 0;
  #disk = 0;
  #factor = FACTOR;

  constructor(effects: Effects, sizes: Sizes) {
    this.#effects = effects;
    this.#sizes = sizes;
  }

  of(node: Node): Estimate | null {
    if (OPAQUE.some((name) => name in node)) return null;
    const { scans, rewrites } = this.#effects;
    if (QUERIES.some((name) => name in node) && scans.some(({ extent }) => extent))
      this.#factor = WIDE_FACTOR;
    const rewritten = new Set(rewrites.map(nameOf));
    for (const { extent } of scans.filter((one) => !rewritten.has(nameOf(one)))) this.#read(extent);
    for (const { extent } of rewrites) this.#rewrite(extent, callsPerRow(node));
    this.#builds(node, rewritten);
    this.#rows(node);
    this.#ns += this.#effects.rows * this.#sizes.pace.writeRow;
    const ms = this.#ns / 1e6;
    return {
      ms: rounded(ms),
      least: rounded(ms / this.#factor),
      most: rounded(ms * this.#factor),
      logged: Math.round(this.#logged),
      disk: Math.round(this.#disk),
    };
  }

  #read(extent: Extent | undefined): void {
    if (!extent) return;
    const { readRow, readByte } = this.#sizes.pace;
    this.#ns += this.#count(extent) * readRow + extent.bytes * readByte;
  }

  #rewrite(extent: Extent | undefined, calls: number): void {
    if (!extent) return;
    const { writeRow, writeByte, call } = this.#sizes.pace;
    const rows = this.#count(extent);
    this.#ns += rows * (writeRow + calls * call) + extent.bytes * writeByte;
    for (const { collated, bytes } of extent.lookups) {
      this.#sort(rows, collated);
      this.#logged += bytes;
    }
    const indexed = extent.lookups.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#logged += extent.totalBytes - indexed;
    this.#disk += extent.totalBytes;
  }

  #sort(rows: number, collated: boolean): void {
    const { sortNumber, sortText } = this.#sizes.pace;
    const helped = rows > PARALLEL_ROWS ? PARALLEL : 1;
    this.#ns += (rows * Math.log2(Math.max(2, rows)) * (collated ? sortText : sortNumber)) / helped;
  }

  /** Indexes that the statement makes: their tables are among those that it reads, or are rewritten. */
  #builds(node: Node, rewritten: ReadonlySet<string>): void {
    for (const { table, columns, concurrently } of builtBy(node)) {
      const found = this.#sized(table);
      if (!found?.extent) continue;
      const rows = this.#count(found.extent);
      const collated = columns.some((column) => this.#isText([...found.relation, column]));
      this.#sort(rows, collated);
      // The index is built from a first look at the table, and what changed meanwhile is found by a second.
      if (concurrently) {
        this.#read(found.extent);
        this.#ns += CONCURRENTLY_NS;
      }
      if (rewritten.has(nameOf(found))) this.#read(found.extent);
      const bytes = rows * (collated ? KEY_BYTES.text : KEY_BYTES.number);
      this.#logged += bytes;
      this.#disk += bytes;
    }
    if ("ReindexStmt" in node) {
      for (const { extent } of this.#effects.scans) {
        for (const { bytes, collated } of extent?.lookups ?? []) {
          this.#sort(this.#count(extent as Extent), collated);
          this.#logged += bytes;
          this.#disk += bytes;
        }
      }
    }
    for (const { table, referred } of referringBy(node)) {
      const extent = this.#sized(table)?.extent;
      const { lookUp, lookUpFew } = this.#sizes.pace;
      const few = (this.#sized(referred)?.extent?.bytes ?? 0) < FEW_BYTES;
      if (extent) this.#ns += this.#count(extent) * (few ? lookUpFew : lookUp);
    }
  }

  #rows(node: Node): void {
    const changes =
      "UpdateStmt" in node ? node.UpdateStmt : "DeleteStmt" in node ? node.DeleteStmt : undefined;
    const name = changes?.relation?.relname;
    const extent = name === undefined ? undefined : this.#sized(name)?.extent;
    if (!changes || !extent) return;
    const rows = this.#count(extent);
    // How many it is, nobody knows before.
    const part = changes.whereClause ? 0.3 : 1;
    if (changes.whereClause) this.#factor = WIDE_FACTOR;
    const isUpdate = "UpdateStmt" in node;
    const indexes = isUpdate ? Math.max(1, extent.lookups.length) : 0;
    this.#ns += rows * part * this.#sizes.pace.updateRow * (isUpdate ? 0.5 + 0.5 * indexes : MARK_DELETED);
    this.#logged += rows * part * (extent.bytes / Math.max(1, rows) + 100 * (1 + indexes));
    if (isUpdate) this.#disk += extent.totalBytes * part;
  }

  #count({ rows, bytes }: Extent): number {
    if (rows !== null) return rows;
    this.#factor = Math.max(this.#factor, GUESSED_FACTOR);
    return bytes / USUAL_WIDTH;
  }

  #sized(table: string): Sized | undefined {
    const { scans, rewrites, locks } = this.#effects;
    return [...rewrites, ...scans, ...locks].find(({ relation }) => relation.at(-1) === table);
  }

  #isText(path: readonly string[]): boolean {
    const type = this.#sizes.schema.get(keyOf("column", path))?.attributes.type;
    return typeof type !== "string" || /^(?:text|citext|character|name)/.test(type);
  }
}

/** What these do is not in their text. */
const OPAQUE = ["DoStmt", "CallStmt", "SelectStmt", "ExecuteStmt"];
/** What these do with the rows that they read may take longer than to read them. */
const QUERIES = ["InsertStmt", "MergeStmt", "CreateTableAsStmt", "RefreshMatViewStmt"];

function nameOf({ relation }: Sized): string {
  return relation.join(".");
}

/** Two figures are more than it knows. */
function rounded(ms: number): number {
  if (ms < 1) return Math.round(ms * 10) / 10;
  return Number(ms.toPrecision(2));
}

function commands(node: Node): readonly AlterTableCmd[] {
  if (!("AlterTableStmt" in node)) return [];
  return (node.AlterTableStmt.cmds ?? []).flatMap((cmd) =>
    "AlterTableCmd" in cmd ? [cmd.AlterTableCmd] : [],
  );
}

function callsPerRow(node: Node): number {
  return commands(node).filter(
    ({ def }) => def && "ColumnDef" in def && volatileCall(def.ColumnDef) !== undefined,
  ).length;
}

interface Build {
  readonly table: string;
  readonly columns: readonly string[];
  readonly concurrently: boolean;
}

function builtBy(node: Node): readonly Build[] {
  if ("IndexStmt" in node) {
    const { relation, indexParams = [], concurrent } = node.IndexStmt;
    // An expression has no column: it is taken for a text.
    const columns = indexParams.map((param) => ("IndexElem" in param ? (param.IndexElem.name ?? "") : ""));
    return [{ table: relation?.relname ?? "", columns, concurrently: concurrent === true }];
  }
  if (!("AlterTableStmt" in node)) return [];
  const table = node.AlterTableStmt.relation?.relname ?? "";
  return commands(node).flatMap(({ subtype, def }): Build[] => {
    if (subtype !== "AT_AddConstraint" || !def || !("Constraint" in def)) return [];
    const { contype, keys = [], indexname } = def.Constraint;
    const builds = contype === "CONSTR_UNIQUE" || contype === "CONSTR_PRIMARY";
    if (!builds || indexname) return [];
    const columns = keys.map((key) => ("String" in key ? (key.String.sval ?? "") : ""));
    return [{ table, columns, concurrently: false }];
  });
}

/** One for each foreign key that is checked: whose rows are looked up, and where. */
function referringBy(node: Node): readonly { readonly table: string; readonly referred: string }[] {
  if (!("AlterTableStmt" in node)) return [];
  const table = node.AlterTableStmt.relation?.relname ?? "";
  return commands(node).flatMap(({ subtype, def }) => {
    if (subtype !== "AT_AddConstraint" || !def || !("Constraint" in def)) return [];
    const { contype, skip_validation, pktable } = def.Constraint;
    const checks = contype === "CONSTR_FOREIGN" && skip_validation !== true;
    return checks ? [{ table, referred: pktable?.relname ?? "" }] : [];
  });
}
