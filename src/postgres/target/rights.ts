// Whether the run may do what the migrations do: a shadow's superuser may do everything.
import type { Demand } from "../../core/demand.ts";
import type { Fact } from "../../core/fact.ts";
import type { Finding } from "../../core/finding.ts";
import type { Relation } from "../../core/observation.ts";
import { homeOf } from "../home.ts";
import { join, literal, type Sql, sql } from "../sql.ts";
import { created, distinct, named, type TargetQuestion, told } from "./question.ts";

/** What is altered and dropped by its owner only. */
const OWNED = new Set(["table", "view", "materialized-view", "sequence", "foreign-table"]);
/** It needs no ownership, or is refused for other reasons. */
const OTHERS = new Set(["grant", "passed-grant", "default-privilege", "security-label"]);
/** A script that becomes another role has other rights. */
const OTHER_ROLE = /\bset\s+(?:local\s+|session\s+)?(?:role|session\s+authorization)\b/i;

export const rights: TargetQuestion = {
  about: "whether the run has the rights that it needs",
  sql(demand) {
    if (demand.statements.some((statement) => OTHER_ROLE.test(statement))) return null;
    const who = demand.role === undefined ? sql`current_user` : literal(demand.role);
    const [relations, schemas, makesSchema] = [changedRelations(demand), usedSchemas(demand), makes(demand)];
    const parts: Sql[] = [
      ...(relations.length > 0 ? [notOwned(relations, who)] : []),
      ...(schemas.length > 0 ? [notCreatable(schemas, who)] : []),
      ...(makesSchema ? [noSchemas(who)] : []),
    ];
    return parts.length === 0 ? null : sql`${join(parts, sql` union all `)} order by 1, 2, 3`;
  },
  found: (rows) =>
    told(
      rows.map(({ lacks, schema, name, owner, who }): Finding => {
        const [what, hint] =
          lacks === "owner"
            ? [
                `${schema}.${name}, which the migrations change, belongs to ${owner}`,
                `grant ${owner} to ${who}`,
              ]
            : lacks === "schema"
              ? [`it may make nothing in schema ${schema}`, `grant create on schema ${schema} to ${who}`]
              : ["it may make no schema", `grant create on database ${name} to ${who}`];
        const hinted = `${hint}, or set \`role\` to one that has this right`;
        return {
          rule: "right-missing",
          severity: "error",
          message: `${who} runs this: ${what}`,
          hint: hinted,
        };
      }),
    ),
};

function changedRelations({ changes, from }: Demand): readonly Relation[] {
  return distinct(
    changes.flatMap((change) => {
      const fact = change.type === "create" ? change.to : change.from;
      if (OTHERS.has(fact.id.kind)) return [];
      const { key, id } = homeOf(fact, from);
      return OWNED.has(id.kind) && from.has(key) && (key !== fact.key || change.type !== "create")
        ? [id.path]
        : [];
    }),
  );
}

function usedSchemas(demand: Demand): readonly string[] {
  const used = created(demand).flatMap((fact) => (isInSchema(fact, demand) ? [fact.id.path[0] ?? ""] : []));
  const known = new Set(
    [...demand.from.values()].flatMap(({ id: { kind, path } }) => (kind === "schema" ? [path[0]] : [])),
  );
  return [...new Set(used)].filter((schema) => known.has(schema));
}

function isInSchema(fact: Fact, { from }: Demand): boolean {
  const { kind, path } = fact.id;
  return (
    path.length >= 2 && (OWNED.has(kind) || kind === "index" || kind === "routine") && !from.has(fact.key)
  );
}

function makes(demand: Demand): boolean {
  return created(demand).some(({ id: { kind } }) => kind === "schema");
}

function notOwned(relations: readonly Relation[], who: Sql): Sql {
  return sql`select 'owner' as lacks, n.nspname::text as schema, c.relname::text as name, o.rolname::text as owner, ${who}::text as who
    from (${named(relations)}) as w (schema, name)
    join pg_catalog.pg_namespace n on n.nspname = w.schema
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.name
    join pg_catalog.pg_roles o on o.oid = c.relowner
    where not pg_catalog.pg_has_role(${who}, c.relowner, 'usage')`;
}

function notCreatable(schemas: readonly string[], who: Sql): Sql {
  return sql`select 'schema', n.nspname::text, null, null, ${who}::text from pg_catalog.pg_namespace n
    where n.nspname = any (${literal(schemas)}) and not pg_catalog.has_schema_privilege(${who}, n.oid, 'create')`;
}

function noSchemas(who: Sql): Sql {
  return sql`select 'database', null, pg_catalog.current_database()::text, null, ${who}::text
    where not pg_catalog.has_database_privilege(${who}, pg_catalog.current_database(), 'create')`;
}
