// A constraint as CREATE TABLE and ADD CONSTRAINT write it, and the index that can be made before it.
import type { Fact } from "../../core/fact.ts";
import { name } from "../identifier.ts";
import { printed, qualified } from "../kind.ts";
import { spelled } from "../reprint.ts";
import { join, type Sql, sql } from "../sql.ts";
import type { ConstraintAttributes, ConstraintFact } from "./constraint-attributes.ts";
import { optionList } from "./options.ts";

export function constraintClause(fact: Fact): Sql {
  const constraint = fact.attributes as ConstraintAttributes;
  const { type, options, tablespace } = constraint;
  return join(
    [
      sql`constraint ${name(fact.id.path[2] as string)} ${spelled(fact, "definition")}`,
      // An exclusion's options stand in the middle of its definition.
      ...(options.length > 0 && type !== "exclude" ? [sql`with (${optionList(options)})`] : []),
      ...(tablespace ? [sql`using index tablespace ${name(tablespace)}`] : []),
      ...trailing(constraint),
    ],
    sql` `,
  );
}

/** `create unique index concurrently` and a constraint that takes it over. */
export function indexThenConstraint({ id: { path }, attributes }: ConstraintFact): {
  readonly index: Sql;
  readonly constraint: Sql;
} {
  const { type, options, tablespace } = attributes;
  const own = name(path[2] as string);
  const index = join(
    [
      sql`create unique index concurrently ${own} on ${qualified(path)} ${printed(indexColumns({ attributes }))}`,
      ...(options.length > 0 ? [sql`with (${optionList(options)})`] : []),
      ...(tablespace ? [sql`tablespace ${name(tablespace)}`] : []),
    ],
    sql` `,
  );
  const constraint = join(
    [
      sql`alter table ${qualified(path)} add constraint ${own} ${printed(type)} using index ${own}`,
      ...trailing(attributes),
    ],
    sql` `,
  );
  return { index, constraint };
}

/** What the index behind a key is over, as CREATE INDEX says it. */
export function indexColumns({ attributes: { definition } }: Pick<Fact, "attributes">): string {
  const text = String(definition);
  const columns = text.replace(/^(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) /, "");
  return text.startsWith("UNIQUE NULLS NOT DISTINCT ") ? `${columns} NULLS NOT DISTINCT` : columns;
}

export function trailing({ deferral, valid, enforced }: ConstraintAttributes): readonly Sql[] {
  return [
    ...(deferral ? [printed(deferral)] : []),
    ...(enforced ? [] : [sql`not enforced`]),
    ...(valid ? [] : [sql`not valid`]),
  ];
}
