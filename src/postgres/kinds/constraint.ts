// Constraints of tables: keys, foreign keys, checks, exclusions, and not-null constraints that are more than that.

import { type Fact, keyOf } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, printed, qualified, text, userSchemas } from "../kind.ts";
import { withSpelling } from "../reprint.ts";
import { type Sql, sql } from "../sql.ts";
import { ownBelow } from "./column-parent.ts";
import {
  type ConstraintAttributes,
  type ConstraintFact,
  comesFromParent,
  goesWithParent,
  hasIndex,
  isMadeByAttaching,
  parentsCheck,
  placeOf,
} from "./constraint-attributes.ts";
import { constraintClause, indexThenConstraint } from "./constraint-clause.ts";
import {
  changeClustered,
  changeIdentity,
  changeOptions,
  changeStatistics,
  changeTablespace,
  loseIdentity,
  moreSettings,
  settingsColumns,
  settingsOf,
} from "./index-settings.ts";
import { fateOfLacked, lackingKeys, lackingPartitions } from "./lacking.ts";
import { isPlainNotNull, isUsualNotNull, nameNotNull, unnameNotNull } from "./named-not-null.ts";
import {
  attachedTo,
  fateOfAttached,
  isPartitioned,
  lasting,
  partitionKey,
  relationKey,
  tableKey,
} from "./relation.ts";
import { addTaking, takesOver } from "./take-over.ts";

/** CREATE TABLE silently leaves out a key over the same columns as another one of it; ADD CONSTRAINT does not. */
function repeats(fact: ConstraintFact, scene: Scene): boolean {
  const columns = keyColumns(fact);
  if (columns === undefined || fact.attributes.type === "primary key") return false;
  const table = tableKey(fact.id.path, scene.to);
  return scene
    .dependentsAfter(table)
    .some((other) => other.key !== fact.key && keyColumns(other) === columns);
}

function keyColumns({ id, attributes: { type, definition } }: Fact): string | undefined {
  if (id.kind !== "constraint" || (type !== "primary key" && type !== "unique")) return undefined;
  return String(definition).replace(/^[A-Z ]+/, "");
}

export const constraint = kind<ConstraintAttributes>({
  name: "constraint",
  catalog: CATALOG.pg_constraint,
  // Clones of a partitioned table's foreign keys on its partitions are a part of those.
  read: ({ major, notNullNames }) => sql`
    select k.oid, n.nspname as schema, c.relname as table, k.conname as name, c.relkind as relation, k.contype as type,
      pg_catalog.pg_get_constraintdef(k.oid) as definition, k.condeferrable as deferrable, k.condeferred as deferred,
      k.convalidated as valid, ${major >= 18 ? sql`k.conenforced` : sql`true`} as enforced,
      k.coninhcount > 0 and not k.conislocal and not c.relispartition as inherited,
      case when k.contype in ('p', 'n') then (select pg_catalog.to_json(pg_catalog.array_agg(a.attname order by u.ordinality))
        from pg_catalog.unnest(k.conkey) with ordinality u
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.u) end as columns,
      case when k.contype = 'f' and r.relkind = 'p' then (select pg_catalog.json_agg(array[tn.nspname, t.relname])
        from pg_catalog.pg_partition_tree(k.conindid) p join pg_catalog.pg_class t on t.oid = p.relid
        join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace where p.level > 0) end as attachments,
      case when c.relkind = 'p' and not i.indisvalid then ${lackingPartitions(sql`i.indexrelid`, sql`c.oid`)} end as lacking,
      ${settingsColumns}
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class c on c.oid = k.conrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_class r on r.oid = k.confrelid
    left join pg_catalog.pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
    left join pg_catalog.pg_class x on x.oid = i.indexrelid
    where ${lasting(sql`c`)} and ${userSchemas(sql`n`)} and (k.contype in ('p', 'u', 'x', 'c')
      or k.contype = 'f' and k.conparentid = 0
      ${major >= 18 ? sql`or k.contype = 'n' and (k.conislocal or c.relispartition) and not ${notNullNames === false ? isPlainNotNull : isUsualNotNull}` : sql``})`,
  fact: (row) => {
    const path = [text(row.schema), text(row.table), text(row.name)];
    const enforced = flag(row.enforced);
    const deferral = flag(row.deferred) ? "deferrable initially deferred" : "deferrable";
    const table = relationKey(row.relation, path);
    // What a foreign key points at is whole when every partition has its index attached.
    const attachments = (JSON.parse(row.attachments ?? "[]") as readonly (readonly string[])[]).map((index) =>
      keyOf("index-attachment", index),
    );
    const needs = [table, ...attachments, ...lackingKeys(row.lacking)];
    const fact = factOf<ConstraintAttributes>({ kind: "constraint", path }, needs, {
      type: TYPES[text(row.type)] ?? "check",
      definition: text(row.definition).replace(TRAILING, ""),
      deferral: flag(row.deferrable) ? deferral : null,
      columns: list(row.columns),
      // What is not enforced is never validated.
      valid: flag(row.valid) || !enforced,
      enforced,
      inherited: flag(row.inherited),
      ...settingsOf(row),
    });
    const spelt = withSpelling(fact, ["definition"]);
    // For each partition of what is pointed at PostgreSQL makes one more, and counts its name up from this one's.
    return row.attachments ? { ...spelt, position: Number(/\d{0,9}$/.exec(path[2] as string)?.[0]) } : spelt;
  },
  named: (path) => sql`constraint ${name(path[2] as string)} on ${qualified(path)}`,
  create: (fact, scene) => {
    const { type, inherited } = fact.attributes;
    if (comesFromParent(fact, scene) || inherited || isMadeByAttaching(fact, scene)) return [];
    if (type === "not null") return nameNotNull(fact, scene);
    const index = takesOver(fact, scene);
    if (index) return addTaking(fact, index);
    return [...add(fact, scene), ...more(fact, scene)];
  },
  drop: (fact, scene) => {
    const { id, attributes } = fact;
    if (goesWithParent(fact, scene) || attributes.inherited) return [];
    if (attributes.type === "not null") return unnameNotNull(fact, scene);
    return [
      strong(
        sql`alter table ${qualified(id.path)} drop constraint ${name(id.path[2] as string)}`,
        fact,
        scene,
      ),
      ...(hasIndex(fact) ? loseIdentity(placeOf(fact, scene.from), attributes, scene) : []),
    ];
  },
  leavesFirst: ({ attributes: { type } }) => type === "foreign key",
  swallowedBy: ({ id: { path }, needs }, from, scene) => {
    const parent = attachedTo([path[0] as string, path[2] as string], scene);
    const own = needs.filter((key) => {
      const needed = from.get(key);
      return (
        needed !== undefined &&
        HOLDERS.has(needed.id.kind) &&
        needed.id.path[0] === path[0] &&
        needed.id.path[1] === path[1]
      );
    });
    return [...own, ...parent];
  },
  foldsInto: (fact, scene) => {
    const { valid, inherited } = fact.attributes;
    const alone = repeats(fact, scene) || isMadeByAttaching(fact, scene);
    return valid && !inherited && !alone && more(fact, scene).length === 0
      ? keyOf("table", fact.id.path.slice(0, 2))
      : undefined;
  },
  outlasts: (_fact, needed) => needed.startsWith("partition "),
  madeAfter: (fact, scene, side) => (fact.attributes.type === "check" ? ownBelow(fact.id, scene, side) : []),
  fate: (fact, needed, scene) => {
    if (needed.id.kind === "partition") return fateOfLacked(needed, scene);
    if (needed.id.kind !== "index-attachment") return fateOfAttached(fact, needed, scene);
    return scene.to.has(needed.key) ? "rebuild" : "stay";
  },
  occupies: (fact) =>
    hasIndex(fact) ? [`relation ${keyOf("", [fact.id.path[0] as string, fact.id.path[2] as string])}`] : [],
  alter: {
    type: "replace",
    definition: (to, from, scene) => {
      if (to.attributes.type === "not null") return changeInheritance(to, from, scene);
      return followsParent(to, scene) ? [] : "replace";
    },
    columns: "replace",
    inherited: "ignore",
    deferral: (to, _from, scene) => {
      if (to.attributes.type !== "foreign key") return "replace";
      const how = to.attributes.deferral ?? "not deferrable";
      return [change(to, scene, sql`alter constraint ${name(to.id.path[2] as string)} ${printed(how)}`)];
    },
    enforced: (to, _from, scene) => {
      if (to.attributes.type !== "foreign key") return "replace";
      const how = to.attributes.enforced ? sql`enforced` : sql`not enforced`;
      return [change(to, scene, sql`alter constraint ${name(to.id.path[2] as string)} ${how}`)];
    },
    valid: (to, _from, scene) => (to.attributes.valid ? [validate(to, scene)] : "replace"),
    options: (to, from, { to: schema }) => changeOptions(placeOf(to, schema), to.attributes, from.attributes),
    tablespace: (to, _from, { to: schema }) => changeTablespace(placeOf(to, schema), to.attributes),
    statistics: (to, from, { to: schema }) =>
      changeStatistics(placeOf(to, schema), to.attributes.statistics, from.attributes.statistics),
    clustered: (to, _from, scene) => changeClustered(placeOf(to, scene.to), to.attributes, scene),
    replicaIdentity: (to, _from, scene) => changeIdentity(placeOf(to, scene.to), to.attributes, scene),
  },
});

const TYPES: Readonly<Record<string, ConstraintAttributes["type"]>> = {
  p: "primary key",
  u: "unique",
  f: "foreign key",
  c: "check",
  x: "exclude",
  n: "not null",
};

/** What pg_get_constraintdef says last, which is read from the catalogue's own columns. */
const TRAILING = /(?: DEFERRABLE)?(?: INITIALLY DEFERRED)?(?: NOT ENFORCED| NOT VALID)?$/;

/** The database drops a constraint with its table, and with any of the table's columns in it. */
const HOLDERS = new Set(["table", "foreign-table", "column"]);

function add(fact: ConstraintFact, scene: Scene): Drafts<Sql> {
  const { path } = fact.id;
  const { type, definition, valid, enforced } = fact.attributes;
  const table = tableKey(path, scene.to);
  const partitioned = isPartitioned(table, scene.to);
  const relation = qualified(path);
  const at = { lock: type === "foreign key" ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE", relation: table };
  const clause = constraintClause(fact);
  if (!scene.hasRows(table)) {
    // The partitions have keys of their own, with names of their own, and these are attached.
    const only = partitioned && hasIndex(fact) ? sql`only ` : sql``;
    return [{ ...at, op: sql`alter table ${only}${relation} add ${clause}`, scans: valid && enforced }];
  }
  if (hasIndex(fact)) {
    if (partitioned) return [{ ...at, op: sql`alter table only ${relation} add ${clause}` }];
    if (type === "exclude" || definition.includes(" WITHOUT OVERLAPS"))
      return [{ ...at, op: sql`alter table ${relation} add ${clause}`, scans: true }];
    const { index, constraint: takeOver } = indexThenConstraint(fact);
    return [
      { op: index, lock: "SHARE UPDATE EXCLUSIVE", relation: table, transaction: "none", scans: true },
      { ...at, op: takeOver },
    ];
  }
  if (!valid || !enforced) return [{ ...at, op: sql`alter table ${relation} add ${clause}` }];
  // Before 18 a partitioned table's foreign key must be valid at once.
  if (type === "foreign key" && partitioned && scene.major < 18)
    return [{ ...at, op: sql`alter table ${relation} add ${clause}`, scans: true }];
  return [
    { ...at, op: sql`alter table ${relation} add ${clause} not valid`, transaction: "own" },
    { ...validate(fact, scene), transaction: "own" },
  ];
}

function more(fact: ConstraintFact, scene: Scene): Drafts<Sql> {
  return hasIndex(fact) ? moreSettings(placeOf(fact, scene.to), fact.attributes) : [];
}

function validate({ id: { path } }: ConstraintFact, scene: Scene) {
  const op = sql`alter table ${qualified(path)} validate constraint ${name(path[2] as string)}`;
  return { op, lock: "SHARE UPDATE EXCLUSIVE", relation: tableKey(path, scene.to), scans: true };
}

function change(fact: ConstraintFact, scene: Scene, clause: Sql) {
  return strong(sql`alter table ${qualified(fact.id.path)} ${clause}`, fact, scene);
}

function strong(op: Sql, { id }: ConstraintFact, { from }: Scene) {
  return { op, lock: "ACCESS EXCLUSIVE", relation: tableKey(id.path, from) };
}

/** A partition's check is changed with its parent's. */
function followsParent(to: ConstraintFact, scene: Scene): boolean {
  const parent = parentsCheck(to, scene.to);
  return (
    parent !== undefined &&
    parent === parentsCheck(to, scene.from) &&
    !scene.isNew(partitionKey(to.id.path)) &&
    scene.from.get(parent)?.attributes.definition !== scene.to.get(parent)?.attributes.definition
  );
}

/** A not-null constraint can be told to reach the children, or not to. */
function changeInheritance(to: ConstraintFact, from: ConstraintFact, scene: Scene): Drafts<Sql> | "replace" {
  const bare = (definition: string) => definition.replace(/ NO INHERIT$/, "");
  if (bare(to.attributes.definition) !== bare(from.attributes.definition)) return "replace";
  const how = to.attributes.definition.endsWith(" NO INHERIT") ? sql`no inherit` : sql`inherit`;
  return [change(to, scene, sql`alter constraint ${name(to.id.path[2] as string)} ${how}`)];
}
