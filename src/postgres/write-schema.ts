// Writes a whole schema as statements that are read and reviewed: each thing with what hangs on it, in an order that a
// new thing does not change for the others, and without what one major prints and another one does not.
import { type Fact, keyOf, makeFact, type Schema } from "../core/fact.ts";
import type { Drafts, Scene } from "../core/kind.ts";
import { plan } from "../core/plan.ts";
import { compareRanks, type Rank } from "../core/plan-order.ts";
import type { PlanOptions, WrittenStep } from "../core/schema-database.ts";
import { homeOf } from "./home.ts";
import { name } from "./identifier.ts";
import type { PgKind } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import { body, join, literal, type Sql, sql } from "./sql.ts";

/** The steps that make the schema in an empty database. */
export function writeSchema(schema: Schema, { major }: Pick<PlanOptions, "major">): readonly WrittenStep[] {
  const wanted = writtenSchema(schema);
  const places = new Map([...wanted].map(([key, fact]) => [key, placeOf(fact, wanted)]));
  const place = ({ key }: Fact) => places.get(key) as Rank;
  // What is written into one statement, such as the constraints of a table, stands in it in the order of the schema.
  const sorted: Schema = new Map([...wanted].sort(([, a], [, b]) => compareRanks(place(a), place(b))));
  const { steps } = plan(EMPTY, sorted, { kinds: WRITTEN, render: ({ text }) => text, major, place });
  return steps.map((step) => {
    const fact = wanted.get(step.fact);
    return { ...step, home: fact ? homeOf(fact, wanted).key : step.fact };
  });
}

/** What of a schema is written: not what every database of its major gets by itself. */
export function writtenSchema(schema: Schema): Schema {
  const unproved = new Set([...schema.values()].filter(isUnprovedNotNull).map(columnOf));
  return new Map(
    [...schema].flatMap(([key, fact]) => {
      if (isMadeByItself(fact)) return [];
      if (fact.id.kind === "extension") return [[key, withAttribute(fact, { version: "" })]];
      if (isUsualMultirange(fact)) return [[key, withAttribute(fact, { multirange: null })]];
      return [[key, unproved.has(key) ? withAttribute(fact, { notNull: false }) : fact]];
    }),
  );
}

/** An empty database has the schema `public`. */
const EMPTY: Schema = new Map([
  [keyOf("schema", ["public"]), makeFact({ kind: "schema", path: ["public"] }, [], {})],
]);

const PLACES = new Map(KINDS.map(({ name: kind }, index) => [kind, index]));

/** Foreign keys come after all tables, so that none of them moves a table; what is late by its kind comes last. */
const WRITTEN: readonly PgKind[] = KINDS.map((kind): PgKind => {
  if (kind.name === "constraint") {
    return {
      ...kind,
      foldsInto: (fact, scene) => (isForeignKey(fact) ? undefined : kind.foldsInto?.(fact, scene)),
    };
  }
  if (kind.name === "extension") {
    return {
      ...kind,
      create: ({ id, attributes }) => [
        { op: sql`create ${kind.named(id.path)} with schema ${name(String(attributes.schema))}` },
      ],
    };
  }
  if (kind.name === "role") {
    return { ...kind, create: (fact, scene) => [{ op: whereMissing(fact, kind.create(fact, scene, [])) }] };
  }
  if (kind.name === "membership") {
    return { ...kind, create: (fact, scene) => kind.create(withUsualOptions(fact, scene), scene, []) };
  }
  return kind;
});

/** Roles are the server's: another database of it may have made them, and they stay as it made them. */
function whereMissing({ id: { path } }: Fact, statements: Drafts<Sql>): Sql {
  const there = sql`exists (select from pg_catalog.pg_roles where rolname = ${literal(path[0] ?? "")})`;
  const making = join(
    statements.map(({ op }) => sql`    ${op};`),
    sql`\n`,
  );
  return sql`do ${body(sql`\nbegin\n  if not ${there} then\n${making}\n  end if;\nend `)}`;
}

/** Before 16 a membership has no options of its own: they are written only where they are not what it gets by itself. */
function withUsualOptions(fact: Fact, { to }: Scene): Fact {
  const member = to.get(keyOf("role", [fact.id.path[1] ?? ""]));
  const { inherit, set } = fact.attributes;
  const usual = inherit === member?.attributes.inherit && set === true;
  return usual ? withAttribute(fact, { inherit: null, set: null }) : fact;
}

const LATE = new Set(KINDS.filter(({ late }) => late).map(({ name: kind }) => kind));

function placeOf(fact: Fact, schema: Schema): Rank {
  const home = homeOf(fact, schema);
  // What is said of columns stands in their order.
  const position = fact.position ?? schema.get(fact.needs[0] ?? "")?.position ?? 0;
  const first = fact.attributes.type === "primary key" ? 0 : 1;
  const phase = LATE.has(fact.id.kind) ? 3 : isForeignKey(fact) ? 2 : 1;
  const [homePlace = 0, place = 0] = [PLACES.get(home.id.kind), PLACES.get(fact.id.kind)];
  return [phase, homePlace, home.key, place, first, position, fact.key];
}

function isForeignKey({ id: { kind }, attributes }: Fact): boolean {
  return kind === "constraint" && attributes.type === "foreign key";
}

function isMadeByItself({ id: { kind, path }, attributes }: Fact): boolean {
  // CREATE EXTENSION writes the comment of its control file, another one in each version.
  if (kind === "comment") return path[0] === "extension";
  // From 18 on a NOT NULL has a name, which an older server does not keep: of a renamed table it is the old one's.
  return (
    isNotNull({ id: { kind }, attributes }) &&
    attributes.valid === true &&
    (path[2] ?? "").endsWith("_not_null") &&
    !String(attributes.definition).endsWith(" NO INHERIT")
  );
}

function isNotNull({
  id: { kind },
  attributes,
}: Pick<Fact, "attributes"> & { readonly id: Pick<Fact["id"], "kind"> }): boolean {
  return kind === "constraint" && attributes.type === "not null";
}

/** Its column counts as NOT NULL, and must not be made so before it. */
function isUnprovedNotNull(fact: Fact): boolean {
  return isNotNull(fact) && fact.attributes.valid === false;
}

function columnOf({ id: { path }, attributes }: Fact): string {
  return keyOf("column", [...path.slice(0, 2), (attributes.columns as readonly string[])[0] ?? ""]);
}

/** From 14 on a range type has a multirange type, whose name PostgreSQL makes of the range's unless it is told. */
function isUsualMultirange({ id: { kind, path }, attributes: { multirange } }: Fact): boolean {
  const [schema = "", range = ""] = path;
  const usual = range.includes("range") ? range.replace("range", "multirange") : `${range}_multirange`;
  return kind === "range" && multirange === `${schema}.${usual}`;
}

/** An extension's version is the server's, and another one on the next major. */
function withAttribute(fact: Fact, attributes: Fact["attributes"]): Fact {
  return { ...fact, attributes: { ...fact.attributes, ...attributes } };
}
