// Default privileges: who may do what with things that a role makes later. They are set last, so that nothing else
// of a plan is granted by them; what those that are there already grant on new things is known to the planner.
import { type Fact, keyOf, makeFact, type Schema } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { EVERYBODY, withMaintain, wordsOf } from "../acl.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, type PgKind, printed, schemaKey, text } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { sequencePath } from "./identity.ts";
import { SEQUENCE_ACL } from "./sequence.ts";

export type DefaultPrivilegeAttributes = {
  readonly privileges: readonly string[];
  readonly grantable: readonly string[];
  /** What holds when nothing was said, for all schemas together. */
  readonly usual: readonly string[];
};

/** Path: role, schema, objects, grantee. No role is the one that we work as; no schema is every one. */
export const defaultPrivilege = kind<DefaultPrivilegeAttributes>({
  name: "default-privilege",
  catalog: CATALOG.pg_default_acl,
  late: true,
  read: () => sql`
    select d.oid, pg_catalog.row_number() over () as sub, n.nspname as schema, d.defaclobjtype as type,
      nullif(pg_catalog.pg_get_userbyid(d.defaclrole), current_user) as role,
      case when g.grantee <> 0 then pg_catalog.pg_get_userbyid(g.grantee) else '' end as grantee,
      pg_catalog.to_json(g.said) as said, pg_catalog.to_json(g.grantable) as grantable,
      pg_catalog.to_json(g.usual) as usual
    from pg_catalog.pg_default_acl d left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
    cross join lateral (
      select x.grantee,
        coalesce(pg_catalog.array_agg(pg_catalog.lower(x.privilege_type) order by x.privilege_type)
          filter (where x.said), '{}') as said,
        coalesce(pg_catalog.array_agg(pg_catalog.lower(x.privilege_type) order by x.privilege_type)
          filter (where x.said and x.is_grantable and x.grantee <> d.defaclrole), '{}') as grantable,
        coalesce(pg_catalog.array_agg(pg_catalog.lower(x.privilege_type) order by x.privilege_type)
          filter (where not x.said), '{}') as usual
      from (
        select true as said, e.* from pg_catalog.aclexplode(d.defaclacl) e
        union all
        select false, e.* from pg_catalog.aclexplode(pg_catalog.acldefault(
          case d.defaclobjtype when 'S' then 's'::"char" else d.defaclobjtype end, d.defaclrole)) e
        where d.defaclnamespace = 0
      ) x group by x.grantee
    ) g
    where g.said <> g.usual or g.grantable <> '{}'`,
  fact: (row) => {
    const schema = row.schema ?? "";
    const path = [row.role ?? "", schema, OBJECTS[text(row.type)] ?? text(row.type), text(row.grantee)];
    return factOf({ kind: "default-privilege", path }, schema ? [schemaKey(schema)] : [], {
      privileges: list(row.said),
      grantable: list(row.grantable),
      usual: list(row.usual),
    });
  },
  named: (path) => sql`default privileges ${scope(path)}`,
  create: ({ id, attributes }, { major }) =>
    change(id.path, { to: attributes, from: usually(attributes.usual) }, major),
  drop: ({ id, attributes }, { major }) =>
    change(id.path, { to: usually(attributes.usual), from: attributes }, major),
  alter: {
    privileges: ({ id, attributes: to }, from, { major }) =>
      change(id.path, { to, from: from.attributes }, major),
    grantable: ({ id, attributes: to }, from, { major }) =>
      change(id.path, { to, from: from.attributes }, major),
    usual: "ignore",
  },
});

/** The kind, whose new facts get what the default privileges say. */
export function withDefaultGrants(about: PgKind): PgKind {
  const objects = OBJECTS_OF[about.name];
  const { acl } = about;
  if (about.name === "column") return { ...about, implies: impliedByColumn };
  return objects && acl
    ? { ...about, implies: (fact, scene) => implied(fact, { objects, acl, scene }) }
    : about;
}

const OBJECTS: Readonly<Record<string, string>> = {
  r: "tables",
  S: "sequences",
  f: "functions",
  T: "types",
  n: "schemas",
  L: "large objects",
};

/** Letters of all that can be granted on them. */
const ALL: Readonly<Record<string, string>> = { tables: "arwdDxt", sequences: "rwU", schemas: "UC" };

const OBJECTS_OF: Readonly<Record<string, string>> = {
  ...{ table: "tables", view: "tables", "materialized-view": "tables", "foreign-table": "tables" },
  ...{ sequence: "sequences", function: "functions", procedure: "functions", aggregate: "functions" },
  ...{ enum: "types", composite: "types", domain: "types", range: "types", "base-type": "types" },
  schema: "schemas",
};

/** An identity comes with a sequence. */
function impliedByColumn({ id: { path }, key, attributes }: Fact, scene: Scene): Fact[] {
  const column = attributes as ColumnAttributes;
  if (!column.identity) return [];
  const id = { kind: "sequence", path: sequencePath(path, column) };
  return implied({ id, key }, { objects: "sequences", acl: SEQUENCE_ACL, scene });
}

interface Implication {
  readonly objects: string;
  readonly acl: NonNullable<PgKind["acl"]>;
  readonly scene: Scene;
}

function implied({ id, key }: Pick<Fact, "id" | "key">, { objects, acl, scene }: Implication): Fact[] {
  const schema = id.kind === "schema" ? undefined : id.path[0];
  const everybody = wordsOf(acl.everybody);
  const held = defaultsOf(scene.from).filter(
    (one) =>
      one.id.path[2] === objects &&
      (one.id.path[1] === "" || one.id.path[1] === schema) &&
      !scene.isGone(one.key),
  );
  const grantees = new Set(held.map(({ id: { path } }) => path[3] as string));
  return [...grantees].flatMap((grantee) => {
    const usual = grantee === EVERYBODY ? everybody : [];
    const mine = held.filter(({ id: { path } }) => path[3] === grantee);
    const global = mine.some(({ id: { path } }) => path[1] === "");
    const words = (name: string) => mine.flatMap(({ attributes }) => attributes[name] as readonly string[]);
    const privileges = [...new Set([...(global ? [] : usual), ...words("privileges")])].sort();
    const grantable = [...new Set(words("grantable"))].sort();
    if (privileges.join() === usual.join() && grantable.length === 0) return [];
    const path = [id.kind, ...id.path, grantee];
    return [
      {
        ...makeFact({ kind: "grant", path }, [key], { privileges, grantable, owner: false }),
        key: keyOf("grant", path),
      },
    ];
  });
}

const cache = new WeakMap<Schema, readonly Fact[]>();

/** Of the role that we work as. */
function defaultsOf(schema: Schema): readonly Fact[] {
  let facts = cache.get(schema);
  if (!facts) {
    facts = [...schema.values()].filter(({ id }) => id.kind === "default-privilege" && id.path[0] === "");
    cache.set(schema, facts);
  }
  return facts;
}

function usually(usual: readonly string[]): Privileges {
  return { privileges: usual, grantable: [] };
}

function scope([role = "", schema = ""]: readonly string[]): Sql {
  return sql`${role ? sql`for role ${name(role)} ` : sql``}${schema ? sql`in schema ${name(schema)} ` : sql``}`;
}

type Privileges = Pick<DefaultPrivilegeAttributes, "privileges" | "grantable">;

/** Revokes and grants what turns one list into the other. */
function change(
  path: readonly string[],
  { to, from }: { readonly to: Privileges; readonly from: Privileges },
  major: number,
): Drafts<Sql> {
  const [, , objects = "", grantee = ""] = path;
  const all = wordsOf(withMaintain(ALL[objects] ?? "", major));
  // There are more of them in each major, and all are meant.
  const what = (privileges: readonly string[]): Sql =>
    all.length > 1 && privileges.length === all.length ? sql`all` : join(privileges.map(printed));
  const who = grantee === EVERYBODY ? sql`public` : name(grantee);
  const say = (verb: Sql, privileges: readonly string[], rest: Sql) =>
    privileges.length === 0
      ? []
      : [
          {
            op: sql`alter default privileges ${scope(path)}${verb} ${what(privileges)} on ${printed(objects)} ${rest}`,
          },
        ];
  const kept = (one: string) => to.privileges.includes(one);
  return [
    ...say(
      sql`revoke`,
      from.privileges.filter((one) => !kept(one)),
      sql`from ${who}`,
    ),
    ...say(
      sql`revoke grant option for`,
      from.grantable.filter((one) => kept(one) && !to.grantable.includes(one)),
      sql`from ${who}`,
    ),
    ...say(
      sql`grant`,
      to.privileges.filter((one) => !from.privileges.includes(one) && !to.grantable.includes(one)),
      sql`to ${who}`,
    ),
    ...say(
      sql`grant`,
      to.grantable.filter((one) => !from.grantable.includes(one)),
      sql`to ${who} with grant option`,
    ),
  ];
}
