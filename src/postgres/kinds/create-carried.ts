// Statements that make types, shared by their kinds and by the change of a type that others are made of.
import type { Fact } from "../../core/fact.ts";
import { name } from "../identifier.ts";
import { printed, qualified } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";

export type DomainAttributes = {
  /** As format_type prints it. */
  readonly type: string;
  /** Quoted and qualified; null for the type's own. */
  readonly collation: string | null;
  readonly default: string | null;
  readonly notNull: boolean;
  /** Where it is not the usual one; from 17 on. */
  readonly notNullName: string | null;
};

export type CompositeAttributes = {
  readonly names: readonly string[];
  readonly types: readonly string[];
  /** Empty where it is the type's own. */
  readonly collations: readonly string[];
};

export type RangeAttributes = {
  readonly subtype: string;
  /** Quoted and qualified; null where it is the subtype's default. */
  readonly operatorClass: string | null;
  readonly collation: string | null;
  readonly canonical: string | null;
  readonly difference: string | null;
  /** From 14 on; quoted and qualified. */
  readonly multirange: string | null;
};

/** A type made of others, as it was. */
export function createCarried(fact: Fact): readonly { readonly op: Sql }[] {
  const makers: Readonly<Record<string, (fact: Fact) => { readonly op: Sql }>> = {
    domain: (one) => createDomain(withName(one as Fact<DomainAttributes>), []),
    composite: (one) => createComposite(one as Fact<CompositeAttributes>),
    range: (one) => createRange(one as Fact<RangeAttributes>),
  };
  const make = makers[fact.id.kind];
  if (!make) throw new Error(`${fact.key} is not made of other types`);
  return [make(fact)];
}

/** A domain whose NOT NULL says its name: the one that PostgreSQL would give is still the old domain's. */
export function withName(fact: Fact<DomainAttributes>): Fact<DomainAttributes> {
  const { notNull, notNullName } = fact.attributes;
  if (!notNull || notNullName !== null) return fact;
  return { ...fact, attributes: { ...fact.attributes, notNullName: `${fact.id.path[1]}_not_null` } };
}

export function createDomain(
  { id, attributes }: Fact<DomainAttributes>,
  constraints: readonly Sql[],
): { readonly op: Sql } {
  const { type, collation, notNull, notNullName } = attributes;
  const clauses = [
    sql`create domain ${qualified(id.path)} as ${printed(type)}`,
    ...(collation ? [sql`collate ${printed(collation)}`] : []),
    ...(attributes.default === null ? [] : [sql`default ${printed(attributes.default)}`]),
    ...(notNullName === null ? [] : [sql`constraint ${name(notNullName)}`]),
    ...(notNull ? [sql`not null`] : []),
    ...constraints,
  ];
  return { op: join(clauses, sql` `) };
}

/** Nothing but making it anew gives a domain another base type. */
export function remade(to: DomainAttributes, from: DomainAttributes): boolean {
  return to.type !== from.type || to.collation !== from.collation;
}

export function createComposite({ id, attributes }: Fact<CompositeAttributes>): { readonly op: Sql } {
  const lines = attributes.names.map((_one, index) => attributeClause(attributes, index));
  const body = lines.length === 0 ? sql`()` : sql`(\n  ${join(lines, sql`,\n  `)}\n)`;
  return { op: sql`create type ${qualified(id.path)} as ${body}` };
}

/** `name type collate …` */
export function attributeClause(attributes: CompositeAttributes, index: number): Sql {
  const collation = attributes.collations[index];
  return sql`${name(attributes.names[index] as string)} ${printed(attributes.types[index] as string)}${collation ? sql` collate ${printed(collation)}` : sql``}`;
}

export function createRange({ id, attributes }: Fact<RangeAttributes>): { readonly op: Sql } {
  const { subtype, operatorClass, collation, canonical, difference, multirange } = attributes;
  const clauses = [
    sql`subtype = ${printed(subtype)}`,
    ...(operatorClass ? [sql`subtype_opclass = ${printed(operatorClass)}`] : []),
    ...(collation ? [sql`collation = ${printed(collation)}`] : []),
    ...(canonical ? [sql`canonical = ${printed(canonical)}`] : []),
    ...(difference ? [sql`subtype_diff = ${printed(difference)}`] : []),
    ...(multirange ? [sql`multirange_type_name = ${printed(multirange)}`] : []),
  ];
  return { op: sql`create type ${qualified(id.path)} as range (${join(clauses)})` };
}
