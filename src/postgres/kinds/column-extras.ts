// Statements about a column that CREATE TABLE and ADD COLUMN have no words for, and those of ALTER COLUMN.
import type { Drafts } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { printed, qualified } from "../kind.ts";
import { literal, type Sql, sql } from "../sql.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { STORAGE, usualStorage } from "./column-type.ts";
import { sequenceName } from "./identity.ts";
import { changedOptions } from "./options.ts";

interface Strong {
  readonly op: Sql;
  readonly lock: string;
}

export function strong(op: Sql): Strong {
  return { op, lock: "ACCESS EXCLUSIVE" };
}

export function alter(path: readonly string[], clause: Sql): Strong {
  return strong(sql`alter table ${qualified(path)} alter column ${name(path[2] as string)} ${clause}`);
}

function alterOnly(path: readonly string[], clause: Sql): Strong {
  return strong(sql`alter table only ${qualified(path)} alter column ${name(path[2] as string)} ${clause}`);
}

/** Where the letter is given the major does not matter. */
const LATEST = 18;

/** What CREATE TABLE and ADD COLUMN have no words for. */
export function extras(path: readonly string[], attributes: ColumnAttributes): Drafts<Sql> {
  return [
    ...(attributes.identityPersistence ? [persistence(path, attributes, false)] : []),
    ...(attributes.storage ? [storage(path, attributes, LATEST)] : []),
    ...(attributes.statistics === null ? [] : [statistics(path, attributes)]),
    ...changedOptions([], attributes.options).map((clause) => alter(path, clause)),
  ];
}

/** ONLY: a child's column has its own. */
export function storage(path: readonly string[], { storage: letter, type }: ColumnAttributes, major: number) {
  return alterOnly(path, sql`set storage ${printed(STORAGE[letter ?? ""] ?? usualStorage(type, major))}`);
}

export function compression(path: readonly string[], attributes: ColumnAttributes) {
  return alter(path, sql`set compression ${printed(attributes.compression ?? "default")}`);
}

export function statistics(path: readonly string[], attributes: ColumnAttributes) {
  const target = attributes.statistics ?? -1;
  return { ...alterOnly(path, sql`set statistics ${literal(target)}`), lock: "SHARE UPDATE EXCLUSIVE" };
}

/** Whether the sequence behind an identity survives a crash; the table's own way where nothing else is wanted. */
export function persistence(path: readonly string[], attributes: ColumnAttributes, unlogged: boolean) {
  const wanted = attributes.identityPersistence ?? (unlogged ? "unlogged" : "logged");
  return strong(sql`alter sequence ${sequenceName(path, attributes)} set ${printed(wanted)}`);
}
