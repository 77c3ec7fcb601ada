// Names of relations and types as statements write them.
import type { Node, RangeVar, TypeName } from "libpg-query";
import { names } from "../parse/walk.ts";

export interface Named {
  readonly schema?: string | undefined;
  readonly name: string;
}

export function named(relation: RangeVar | undefined): Named {
  return { schema: relation?.schemaname, name: relation?.relname ?? "" };
}

/** Of a list of String nodes, such as a dropped object's. */
export function namedBy(list: readonly Node[] | undefined): Named {
  const [name = "", schema] = names(list).toReversed();
  return { schema, name };
}

/** What `DROP` names: a List of names, or a TypeName. */
export function objectName(object: Node): Named {
  if ("List" in object) return namedBy(object.List.items);
  if ("TypeName" in object) return namedBy(object.TypeName.names);
  if ("String" in object) return { name: object.String.sval ?? "" };
  return { name: "" };
}

export function shown({ schema, name }: Named): string {
  return schema === undefined ? name : `${schema}.${name}`;
}

/** A type as PostgreSQL's catalogue calls it: `integer` is `int4`, `serial` stays `serial`. */
export interface TypeShape {
  readonly schema: string | undefined;
  readonly name: string;
  /** The numbers in parentheses. */
  readonly mods: readonly number[];
  readonly array: boolean;
}

export function typeShape(type: TypeName | undefined): TypeShape {
  const { schema, name } = namedBy(type?.names);
  const mods = (type?.typmods ?? []).map((mod) =>
    "A_Const" in mod && mod.A_Const.ival ? (mod.A_Const.ival.ival ?? 0) : Number.NaN,
  );
  return { schema, name, mods, array: (type?.arrayBounds ?? []).length > 0 };
}

/** Of PostgreSQL itself, not of a schema of ours. */
export function isBuiltIn({ schema }: TypeShape): boolean {
  return schema === undefined || schema === "pg_catalog";
}

const SERIALS: Readonly<Record<string, string>> = {
  serial: "int4",
  serial4: "int4",
  bigserial: "int8",
  serial8: "int8",
  smallserial: "int2",
  serial2: "int2",
};

/** The integer under a serial; undefined for every other type. */
export function serialOf(type: TypeShape): string | undefined {
  return type.schema === undefined ? SERIALS[type.name] : undefined;
}

/** `int`, `int4` and `serial` are all `int4`. */
export function storedType(type: TypeShape): TypeShape {
  const serial = serialOf(type);
  return serial === undefined ? type : { schema: undefined, name: serial, mods: [], array: false };
}

const SPELLINGS: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  bpchar: "char",
  bool: "boolean",
  float8: "double precision",
  float4: "real",
};

export function typeText(type: TypeShape): string {
  const name = SPELLINGS[type.name] ?? type.name;
  const mods = type.mods.length > 0 ? `(${type.mods.join(",")})` : "";
  const schema = isBuiltIn(type) ? "" : `${type.schema}.`;
  return `${schema}${name}${mods}${type.array ? "[]" : ""}`;
}
