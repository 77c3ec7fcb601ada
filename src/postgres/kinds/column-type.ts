// Changing a column's type: whether PostgreSQL casts the values by itself, and whether it writes the table anew.
import { printed } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

/** Only the length or precision differs. */
export function sameBase(from: string, to: string): boolean {
  return baseOf(from) === baseOf(to);
}

/** There is an implicit or assignment cast, so that no USING is needed (and none may truncate silently). */
export function castsByItself(from: string, to: string): boolean {
  const [a, b] = [baseOf(from), baseOf(to)];
  if (a === b || STRINGS.has(b)) return true;
  return FAMILIES.some((family) => family.has(a) && family.has(b)) || (ASSIGNED[a]?.has(b) ?? false);
}

/** The values of `column` as the new type; through text where no cast is known. */
export function conversion(column: Sql, from: string, to: string): Sql {
  const [a, b] = [baseOf(from), baseOf(to)];
  if (STRINGS.has(a) || EXPLICIT[a]?.has(b)) return sql`${column}::${printed(to)}`;
  return sql`${column}::pg_catalog.text::${printed(to)}`;
}

/** Known to leave the table as it is: everything else is said to rewrite it. */
export function staysInPlace(from: string, to: string): boolean {
  const [a, b] = [baseOf(from), baseOf(to)];
  const [wide, long] = [modifiers(from), modifiers(to)];
  if (a === b) {
    if (from === to || long.length === 0) return true;
    if (a === "character varying" || a === "bit varying") return wide.length > 0 && grows(wide[0], long[0]);
    if (a === "numeric") return wide.length > 0 && wide[1] === long[1] && grows(wide[0], long[0]);
    return /^(timestamp|time|interval)/.test(a) && wide.length > 0 && grows(wide[0], long[0]);
  }
  if (b === "text") return a === "character varying";
  if (b === "character varying") return a === "text" && long.length === 0;
  return (a === "cidr" && b === "inet") || (a === "xml" && b === "text");
}

/** The words for the catalogue's letters. */
export const COMPRESSION: Readonly<Record<string, string>> = { p: "pglz", l: "lz4" };
export const STORAGE: Readonly<Record<string, string>> = {
  p: "plain",
  e: "external",
  x: "extended",
  m: "main",
};

/** How a type is stored unless it is said otherwise; the word for that came with 16. */
export function usualStorage(type: string, major: number): string {
  if (major >= 16) return "default";
  return /^(?:numeric|inet|cidr)\b/.test(type) ? "main" : "extended";
}

/** Without length, precision or scale: `numeric(10,2)` is `numeric`, `timestamp(3) with time zone` is one too. */
function baseOf(type: string): string {
  return type.endsWith("[]") ? `${baseOf(type.slice(0, -2))}[]` : type.replace(/\(\d+(?:,-?\d+)?\)/, "");
}

function modifiers(type: string): readonly string[] {
  return (
    /\((\d+)(?:,(-?\d+))?\)/
      .exec(type)
      ?.slice(1)
      .map((part) => part ?? "0") ?? []
  );
}

function grows(from = "0", to = "0"): boolean {
  return Number(to) >= Number(from);
}

const STRINGS = new Set(["text", "character varying", "character", '"char"', "name"]);

/** Each casts into each by assignment. */
const FAMILIES: readonly ReadonlySet<string>[] = [
  new Set(["smallint", "integer", "bigint", "numeric", "real", "double precision"]),
  new Set(["date", "timestamp without time zone", "timestamp with time zone"]),
  new Set(["json", "jsonb"]),
  new Set(["cidr", "inet"]),
  new Set(["bit", "bit varying"]),
];

const ASSIGNED: Readonly<Record<string, ReadonlySet<string>>> = {
  "timestamp without time zone": new Set(["time without time zone"]),
  "timestamp with time zone": new Set(["time without time zone", "time with time zone"]),
  "time without time zone": new Set(["interval", "time with time zone"]),
  "time with time zone": new Set(["time without time zone"]),
  interval: new Set(["time without time zone"]),
  integer: new Set(["money"]),
  bigint: new Set(["money"]),
  numeric: new Set(["money"]),
  money: new Set(["numeric"]),
  macaddr: new Set(["macaddr8"]),
  macaddr8: new Set(["macaddr"]),
};

/** Casts that must be asked for. */
const EXPLICIT: Readonly<Record<string, ReadonlySet<string>>> = {
  boolean: new Set(["integer"]),
  integer: new Set(["boolean", "bit", "oid"]),
  bigint: new Set(["bit", "oid"]),
  bit: new Set(["integer", "bigint"]),
  jsonb: new Set(["boolean", "smallint", "integer", "bigint", "numeric", "real", "double precision"]),
};
