// Columns of tables and foreign tables. Their defaults are facts of their own, since those need other things.
import { type Fact, keyOf } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { kind, printed, qualified } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { byWayOfText, holdersOfRows, inTheWayOfText } from "./by-way-of-text.ts";
import { checksOfDomains } from "./checks-of-domains.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { columnDefinition } from "./column-definition.ts";
import { columnDisturbs } from "./column-disturbs.ts";
import { alter, compression, extras, persistence, statistics, storage, strong } from "./column-extras.ts";
import { bringBack, copyAside, movesUp, putAside } from "./column-moves.ts";
import {
  comesFromParent,
  comesFromType,
  followsParent,
  followsType,
  losesWithParent,
  ownBelow,
  parentOf,
} from "./column-parent.ts";
import { columnFact, columnsQuery } from "./column-rows.ts";
import { castsByItself, conversion, staysInPlace } from "./column-type.ts";
import { changeIdentity, changeNumbers, renameSequence, sequencePath } from "./identity.ts";
import { nameBelow } from "./named-not-null.ts";
import { requireNotNull } from "./not-null.ts";
import { notNullForm } from "./not-null-form.ts";
import { changedForeignOptions, changedOptions } from "./options.ts";
import { isPartitioned, partitionedBy, partitionKey, tableKey } from "./relation.ts";
import { toastAgain } from "./toast.ts";
import { TYPES } from "./type.ts";

export const column = kind<ColumnAttributes>({
  name: "column",
  catalog: CATALOG.pg_class,
  read: ({ major }) => columnsQuery(major),
  fact: columnFact,
  named,
  create: (fact, scene, parts) => {
    const { path } = fact.id;
    if (comesFromParent(path, scene)) {
      const parent = parentOf(path, scene.to);
      const back = movesUp(columnIn(scene.from, fact.key), fact, { parent, scene })
        ? bringBack(path, scene)
        : [];
      return [...back, ...ownOfChild(fact, scene, parts)];
    }
    if (comesFromType(path, scene)) return ownOfTyped(fact, parts);
    const definition = columnDefinition(fact, { parts, notNull: notNullForm(fact, scene) });
    return [
      ...(definition ? [strong(sql`alter table ${qualified(path)} add column ${definition}`)] : []),
      ...extras(path, fact.attributes),
      ...toastAgain(fact, scene),
      ...(wasGenerated(fact, scene) ? bringBack(path, scene, columnIn(scene.from, fact.key)) : []),
    ];
  },
  drop: (fact, scene) => {
    const { id, key, attributes } = fact;
    const { path } = id;
    const parent = parentOf(path, scene.to);
    const after = columnIn(scene.to, key);
    if (movesUp(fact, after, { parent, scene })) return putAside(path, scene);
    if (after && wasGenerated(after, scene)) return copyAside(path, attributes.type, scene);
    if (attributes.inherited || losesWithParent(path, scene) || followsType(path, scene)) return [];
    // With ONLY the children keep theirs as their own.
    const left = scene.dependents(key).some((one) => one.id.kind === "column" && isKept(one, scene));
    const from = left ? sql`only ${qualified(path)}` : qualified(path);
    return [
      {
        ...strong(sql`alter table ${from} drop column ${name(path[2] as string)}`),
        losesData: "the values of the column",
      },
    ];
  },
  swallowedBy: ({ id: { path } }, from, scene) => [
    keyOf("table", path.slice(0, 2)),
    keyOf("foreign-table", path.slice(0, 2)),
    ...(losesWithParent(path, scene) ? [parentOf(path, from) as string] : []),
  ],
  fate: ({ id, key, attributes }, needed, scene) => {
    const after = scene.to.get(key);
    // It waits for another type of the same name: see type.ts.
    const waits = TYPES.includes(needed.id.kind) && after?.attributes.type === attributes.type;
    if (waits && !attributes.generated) return "pass";
    const parent =
      needed.id.kind === "column" && needed.id.path.slice(0, 2).join() !== id.path.slice(0, 2).join();
    // A partition that is detached keeps its columns, whatever becomes of its parent's.
    const detached =
      scene.from.has(partitionKey(id.path)) && scene.isGone(tableKey(needed.id.path, scene.from));
    return parent && (detached || !after?.needs.includes(needed.key)) ? "stay" : "rebuild";
  },
  foldsInto: ({ id: { path } }, { to }) =>
    [keyOf("table", path.slice(0, 2)), keyOf("foreign-table", path.slice(0, 2))].find((one) => to.has(one)),
  madeAfter: (fact, scene, side) => [
    ...ownBelow(fact.id, scene, side),
    ...checksOfDomains(fact, scene, side),
  ],
  clears: ({ from, to }, scene) => {
    if (
      !from ||
      (from.attributes.type === to.attributes.type && from.attributes.collation === to.attributes.collation)
    )
      return [];
    return [
      ...partitionedBy([from], scene),
      ...inTheWayOfText(holdersOfRows(from.needs[0] as string, scene), scene),
    ];
  },
  disturbs: columnDisturbs,
  occupies: ({ id: { path }, attributes }) =>
    attributes.identity ? [`relation ${keyOf("", sequencePath(path, attributes))}`] : [],
  holdsData: true,
  alter: {
    inherited: (to, from, scene) =>
      movesUp(from, to, { parent: parentOf(to.id.path, scene.to), scene }) ? "replace" : [],
    generated: ({ id, attributes }, from, { major }) =>
      attributes.generated === null && from.attributes.generated === "stored" && losesExpression(from, major)
        ? [alter(id.path, sql`drop expression`)]
        : "replace",
    expression: ({ attributes, id }, from, { major }) => {
      if (attributes.generated === null) return [];
      return major >= 17 && from.attributes.generated === attributes.generated
        ? [
            {
              ...alter(id.path, sql`set expression as (${printed(attributes.expression as string)})`),
              rewrites: attributes.generated === "stored",
            },
          ]
        : "replace";
    },
    type: changeType,
    collation: changeType,
    notNull: (to, from, scene) => {
      const { id, key, attributes, needs } = to;
      const table = needs[0] as string;
      if (attributes.notNull) {
        if (followsParent(id.path, scene, ["notNull"])) return [];
        // An identity wants it at once.
        const waits = attributes.identity === null || from.attributes.identity !== null;
        if (waits && becomesKey(key, table, scene)) return [];
        const below = nameBelow(to, scene);
        const named = below.length > 0 || notNullForm(to, scene) === "named";
        return [...below, ...requireNotNull(id.path, { table, scene, named })];
      }
      // An identity has to go first.
      if (from.attributes.identity && !attributes.identity) return [];
      return [...releaseIdentity(key, table, scene), alter(id.path, sql`drop not null`)];
    },
    identity: ({ id, attributes }, from) => changeIdentity(id.path, attributes, from.attributes),
    identitySequence: ({ id, attributes }, from) =>
      from.attributes.identity === null || attributes.identity === null
        ? []
        : renameSequence(id.path, attributes, from.attributes),
    identityNumbers: ({ id, attributes }, from) =>
      from.attributes.identity === null || attributes.identity === null
        ? []
        : changeNumbers(id.path, attributes, from.attributes),
    identityPersistence: ({ id, attributes, needs }, _from, { to }) =>
      attributes.identity === null
        ? []
        : [persistence(id.path, attributes, to.get(needs[0] as string)?.attributes.unlogged === true)],
    // A new type brings its own way of storing.
    storage: ({ id: { path }, attributes }, from, { major }) =>
      attributes.storage === null && attributes.type !== from.attributes.type
        ? []
        : [storage(path, attributes, major)],
    compression: ({ id: { path }, attributes }, from) =>
      attributes.compression === null && attributes.type !== from.attributes.type
        ? []
        : [compression(path, attributes)],
    statistics: ({ id: { path }, attributes }) => [statistics(path, attributes)],
    options: ({ id, attributes }, from) =>
      changedOptions(from.attributes.options, attributes.options).map((clause) => ({
        ...alter(id.path, clause),
        lock: "SHARE UPDATE EXCLUSIVE",
      })),
    fdwOptions: ({ id, attributes }, from) => [
      alter(
        id.path,
        sql`options (${changedForeignOptions(from.attributes.fdwOptions, attributes.fdwOptions)})`,
      ),
    ],
  },
});

function named(path: readonly string[]): Sql {
  return sql`column ${qualified(path)}.${name(path[2] as string)}`;
}

type ColumnFact = Fact<ColumnAttributes>;

function changeType({ id: { path }, attributes }: ColumnFact, from: ColumnFact, scene: Scene): Drafts<Sql> {
  if (followsParent(path, scene, ["type", "collation"]) || followsType(path, scene)) return [];
  const { type, collation } = attributes;
  const column = name(path[2] as string);
  const using = castsByItself(from.attributes.type, type)
    ? sql``
    : sql` using ${conversion(column, from.attributes.type, type)}`;
  const rewrites = !staysInPlace(from.attributes.type, type);
  return byWayOfText(holdersOfRows(keyOf("table", path.slice(0, 2)), scene), [
    {
      ...alter(
        path,
        sql`type ${printed(type)}${collation ? sql` collate ${printed(collation)}` : sql``}${using}`,
      ),
      rewrites,
      scans: rewrites,
    },
    // What was chosen for the column is forgotten with its old type.
    ...(attributes.storage ? [storage(path, attributes, scene.major)] : []),
    ...(attributes.compression ? [compression(path, attributes)] : []),
  ]);
}

/** Where not, the values are put aside for the plain column. */
function wasGenerated({ key, attributes, needs }: ColumnFact, scene: Scene): boolean {
  const before = columnIn(scene.from, key);
  return (
    before?.attributes.generated === "stored" &&
    !losesExpression(before, scene.major) &&
    attributes.generated === null &&
    !scene.isNew(needs[0] as string)
  );
}

/**
 * DROP EXPRESSION came with 13. Before 15 it leaves the column depending on the functions of its expression, and who
 * drops one of those drops the column.
 */
function losesExpression({ needs }: ColumnFact, major: number): boolean {
  return major >= 15 || (major >= 13 && !needs.some((key) => key.startsWith("function ")));
}

function columnIn(schema: Scene["to"], key: string): ColumnFact | undefined {
  return schema.get(key) as ColumnFact | undefined;
}

/** What a child's column has that its parent's, which has just brought it, has not. */
function ownOfChild(
  { id: { path }, attributes }: ColumnFact,
  scene: Scene,
  parts: readonly Fact[],
): Drafts<Sql> {
  const parent = scene.to.get(parentOf(path, scene.to) ?? "");
  const given = parts.find(({ id }) => id.kind === "default")?.attributes.expression;
  const brought = parent && scene.to.get(keyOf("default", parent.id.path))?.attributes.expression;
  const only = sql`alter table only ${qualified(path)} alter column ${name(path[2] as string)}`;
  return [
    ...(attributes.notNull && parent?.attributes.notNull === false
      ? [strong(sql`${only} set not null`)]
      : []),
    ...(given !== undefined && given !== brought
      ? [strong(sql`${only} set default ${printed(String(given))}`)]
      : []),
    ...(given === undefined && brought !== undefined ? [strong(sql`${only} drop default`)] : []),
    ...extras(path, attributes),
  ];
}

/** What a typed table says of a column that its type has just brought. */
function ownOfTyped({ id: { path }, attributes }: ColumnFact, parts: readonly Fact[]): Drafts<Sql> {
  const given = parts.find(({ id }) => id.kind === "default")?.attributes.expression;
  return [
    ...(attributes.notNull ? [alter(path, sql`set not null`)] : []),
    ...(given === undefined ? [] : [alter(path, sql`set default ${printed(String(given))}`)]),
    ...extras(path, attributes),
  ];
}

/** A column of the index that is the replica identity cannot lose its NOT NULL before the index is that no more. */
function releaseIdentity(column: string, table: string, scene: Scene): Drafts<Sql> {
  const index = scene.dependents(column).find(({ attributes }) => attributes.replicaIdentity === true);
  const relation = scene.to.get(table);
  if (!index || !relation || scene.isGone(index.key)) return [];
  return [
    strong(
      sql`alter table ${qualified(relation.id.path)} replica identity ${printed(String(relation.attributes.replicaIdentity))}`,
    ),
  ];
}

function isKept({ key, attributes, id: { path } }: Fact, scene: Scene): boolean {
  return attributes.inherited === true && path.length === 3 && scene.to.has(key) && !scene.isGone(key);
}

/** A new primary key, or a not-null constraint that is not valid, says it for the column. */
function becomesKey(column: string, table: string, scene: Scene): boolean {
  return scene.dependentsAfter(column).some(({ key, attributes: { type, valid } }) => {
    if (!scene.isNew(key)) return false;
    if (type === "not null") return valid === false;
    return type === "primary key" && !scene.hasRows(table) && !isPartitioned(table, scene.to);
  });
}
