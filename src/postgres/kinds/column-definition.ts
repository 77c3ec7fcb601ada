// A column as CREATE TABLE and ADD COLUMN write it, with its default where that is written along.
import { type Fact, keyOf, sameValue } from "../../core/fact.ts";
import { name } from "../identifier.ts";
import { printed } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { usualName } from "./not-null.ts";
import type { NotNullForm } from "./not-null-form.ts";
import { foreignOptions } from "./options.ts";
import { identityOptions } from "./sequence-options.ts";

interface Surroundings {
  /** Facts written into the same statement, its default perhaps among them. */
  readonly parts: readonly Fact[];
  /** In a typed table only what is not the type's is said. */
  readonly typed?: boolean;
  /** `plain` unless given. */
  readonly notNull?: NotNullForm;
  /** Its parent's column is generated: before 16 only the parent may say how. */
  readonly generatedAbove?: boolean;
}

/** Null where the column comes from elsewhere and nothing needs to be said. */
export function columnDefinition(
  fact: Fact,
  { parts, typed = false, notNull = "plain", generatedAbove = false }: Surroundings,
): Sql | null {
  const { path } = fact.id;
  const column = fact.attributes as ColumnAttributes;
  const inherited = typed || column.inherited;
  const defaultKey = keyOf("default", path);
  const given = parts.find(({ key }) => key === defaultKey);
  const isNamed = notNull === "named";
  const saidElsewhere =
    notNull === "elsewhere" ||
    parts.some(
      ({ id, attributes }) =>
        attributes.type === "not null" &&
        id.path[1] === path[1] &&
        sameValue(attributes.columns, [path[2] as string]),
    );
  const clauses = [
    ...(given ? [sql`default ${printed(String(given.attributes.expression))}`] : []),
    ...(column.generated && !inherited && !generatedAbove
      ? [
          sql`generated always as (${printed(column.expression as string)}) ${column.generated === "virtual" ? sql`virtual` : sql`stored`}`,
        ]
      : []),
    ...(column.identity && !inherited ? [identityClause(column)] : []),
    ...(column.notNull && !saidElsewhere && (!column.identity || isNamed) && (!inherited || typed)
      ? [isNamed ? sql`constraint ${name(usualName(path))} not null` : sql`not null`]
      : []),
  ];
  const identifier = name(path[2] as string);
  if (inherited) {
    // What the parent's column does not say itself is altered after; CREATE would make the column local.
    return typed && clauses.length > 0 ? sql`${identifier} with options ${join(clauses, sql` `)}` : null;
  }
  const type = sql`${printed(column.type)}${fdwOptions(column)}`;
  const collation = column.collation ? [sql`collate ${printed(column.collation)}`] : [];
  const compression = column.compression ? [sql`compression ${printed(column.compression)}`] : [];
  return join([identifier, type, ...compression, ...collation, ...clauses], sql` `);
}

export function identityClause(column: ColumnAttributes): Sql {
  const options = identityOptions(column);
  const how = column.identity === "always" ? sql`always` : sql`by default`;
  return sql`generated ${how} as identity${options ? sql` (${options})` : sql``}`;
}

function fdwOptions({ fdwOptions: options }: ColumnAttributes): Sql {
  if (options.length === 0) return sql``;
  return sql` options (${foreignOptions(options)})`;
}
