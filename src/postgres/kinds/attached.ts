// Kinds of what hangs on others: one for all comments, one for all owners, one for all grants, one for all labels.
import { type Fact, keyOf } from "../../core/fact.ts";
import type { Scene } from "../../core/kind.ts";
import { EVERYBODY, type GrantAttributes, type PassedAttributes, withMaintain, wordsOf } from "../acl.ts";
import { name } from "../identifier.ts";
import { kind, type PgKind, printed, qualified } from "../kind.ts";
import { join, literal, type Sql, sql } from "../sql.ts";

/** They name what they hang on as its own kind does. */
export function attachedKinds(kinds: readonly PgKind[]): readonly PgKind[] {
  const byName = new Map(kinds.map((one) => [one.name, one]));
  const on = (path: readonly string[]): Sql => namedBy(byName, path);
  const nothing = { catalog: 0, read: () => null, fact: unread, named: on, swallowedBy } as const;
  const comment = (path: readonly string[], text: string | null) => ({
    op: sql`comment on ${on(path)} is ${literal(text)}`,
  });
  const label = (path: readonly string[], text: string | null) => ({
    op: sql`security label for ${name(path.at(-1) as string)} on ${on(path.slice(0, -1))} is ${literal(text)}`,
  });
  return [
    kind<{ readonly role: string }>({
      ...nothing,
      name: "owner",
      create: ({ id, attributes }) => [{ op: own(byName, id.path, name(attributes.role)) }],
      drop: ({ id: { path } }, { to, major }) => {
        // A column that comes to own a sequence brings its table's owner.
        if (to.has(keyOf("sequence-owner", path.slice(1)))) return [];
        const isPublic = major >= 15 && path.join() === "schema,public";
        return [{ op: own(byName, path, isPublic ? name("pg_database_owner") : sql`current_user`) }];
      },
      alter: {
        role: ({ id, attributes }) => [{ op: own(byName, id.path, name(attributes.role)) }],
      },
    }),
    kind<GrantAttributes>({
      ...nothing,
      name: "grant",
      create: ({ id, attributes }, scene) =>
        grant(id.path, { to: attributes, from: usualOf(id.path, attributes, scene) }, scene),
      drop: ({ id, attributes }, scene) =>
        grant(id.path, { to: usualOf(id.path, attributes, scene), from: attributes }, scene),
      alter: {
        privileges: ({ id, attributes: to }, from, scene) =>
          grant(id.path, { to, from: from.attributes }, scene),
        grantable: ({ id, attributes: to }, from, scene) =>
          grant(id.path, { to, from: from.attributes }, scene),
        owner: "ignore",
      },
      // What is revoked from a table is revoked from its columns too; what was passed on must go before.
      disturbs: ({ from, to }, dependent) => {
        const said = dependent.id.kind === "passed-grant" ? "grantable" : "privileges";
        const privileges = dependent.attributes.privileges as readonly string[];
        const lost = from.attributes[said].filter((one) => !to.attributes[said].includes(one));
        return lost.some((one) => privileges.includes(one)) ? "rebuild" : "stay";
      },
    }),
    kind<PassedAttributes>({
      ...nothing,
      name: "passed-grant",
      create: ({ id: { path }, attributes: { privileges, grantable } }) => {
        const bound = privileges.filter((one) => !grantable.includes(one));
        return asGrantor(path, ({ what, who }) => [
          ...(bound.length > 0 ? [sql`grant ${what(bound)} to ${who}`] : []),
          ...(grantable.length > 0 ? [sql`grant ${what(grantable)} to ${who} with grant option`] : []),
        ]);
      },
      drop: ({ id: { path }, attributes: { privileges } }) =>
        asGrantor(path, ({ what, who }) => [sql`revoke ${what(privileges)} from ${who}`]),
      alter: { privileges: "replace", grantable: "replace" },
    }),
    kind<{ readonly text: string }>({
      ...nothing,
      name: "comment",
      create: ({ id, attributes }) => [comment(id.path, attributes.text)],
      drop: ({ id }) => [comment(id.path, null)],
      alter: { text: ({ id, attributes }) => [comment(id.path, attributes.text)] },
    }),
    kind<{ readonly label: string }>({
      ...nothing,
      name: "security-label",
      create: ({ id, attributes }) => [label(id.path, attributes.label)],
      drop: ({ id }) => [label(id.path, null)],
      alter: { label: ({ id, attributes }) => [label(id.path, attributes.label)] },
    }),
  ];

  /** What holds when nothing was granted. A column has no privileges of its own until some are. */
  function usualOf(
    [target = "", ...path]: readonly string[],
    { owner }: GrantAttributes,
    { major }: Scene,
  ): GrantAttributes {
    const acl = target === "column" ? undefined : byName.get(target)?.acl;
    const everybody = path.at(-1) === EVERYBODY ? (acl?.everybody ?? "") : "";
    const letters = owner ? withMaintain(acl?.owner ?? "", major) : everybody;
    return { privileges: wordsOf(letters), grantable: [], owner };
  }

  /** Revokes and grants what turns one list into the other. */
  function grant(
    path: readonly string[],
    { to, from }: { readonly to: GrantAttributes; readonly from: GrantAttributes },
    scene: Scene,
  ) {
    const grantee = path.at(-1) as string;
    const who = grantee === EVERYBODY ? sql`public` : name(grantee);
    const { object, columns } = grantTarget(path.slice(0, -1));
    const all = usualOf(path, { ...to, owner: true }, scene).privileges;
    // There are more of them in each major, and all are meant.
    const what = (privileges: readonly string[]): Sql =>
      all.length > 1 && privileges.length === all.length
        ? sql`all`
        : join(privileges.map((privilege) => sql`${printed(privilege)}${columns}`));
    const gone = from.privileges.filter((one) => !to.privileges.includes(one));
    const bound = from.grantable.filter((one) => to.privileges.includes(one) && !to.grantable.includes(one));
    const fresh = to.privileges.filter(
      (one) => !from.privileges.includes(one) && !to.grantable.includes(one),
    );
    const free = to.grantable.filter((one) => !from.grantable.includes(one));
    return [
      ...(gone.length > 0 ? [{ op: sql`revoke ${what(gone)} on ${object} from ${who}` }] : []),
      ...(bound.length > 0
        ? [{ op: sql`revoke grant option for ${what(bound)} on ${object} from ${who}` }]
        : []),
      ...(fresh.length > 0 ? [{ op: sql`grant ${what(fresh)} on ${object} to ${who}` }] : []),
      ...(free.length > 0 ? [{ op: sql`grant ${what(free)} on ${object} to ${who} with grant option` }] : []),
    ];
  }

  /** Only whoever grants can be the grantor: for a moment the session is theirs. */
  function asGrantor(path: readonly string[], statements: (words: Words) => readonly Sql[]) {
    const [grantee = "", grantor = ""] = path.slice(-2);
    const { object, columns } = grantTarget(path.slice(0, -2));
    const what = (privileges: readonly string[]): Sql =>
      sql`${join(privileges.map((privilege) => sql`${printed(privilege)}${columns}`))} on ${object}`;
    const who = grantee === EVERYBODY ? sql`public` : name(grantee);
    const body = sql`declare before text := pg_catalog.current_setting('role'); begin perform pg_catalog.set_config('role', ${literal(grantor)}, true); ${join(statements({ what, who }), sql`; `)}; perform pg_catalog.set_config('role', before, true); end`;
    return [{ op: sql`do ${literal(body.text)}` }];
  }

  function grantTarget(path: readonly string[]): { readonly object: Sql; readonly columns: Sql } {
    const [target = "", ...rest] = path;
    if (rest.length === 3 && (target === "column" || RELATIONS.has(target))) {
      return { object: sql`table ${qualified(rest)}`, columns: sql` (${name(rest[2] as string)})` };
    }
    if (RELATIONS.has(target)) return { object: sql`table ${qualified(rest)}`, columns: sql`` };
    if (target in TYPES) return { object: sql`type ${qualified(rest)}`, columns: sql`` };
    if (target === "server") return { object: sql`foreign ${on(path)}`, columns: sql`` };
    return { object: target === "aggregate" ? on(["function", ...rest]) : on(path), columns: sql`` };
  }
}

interface Words {
  /** Privileges, and on what. */
  readonly what: (privileges: readonly string[]) => Sql;
  readonly who: Sql;
}

/** GRANT calls them all tables. */
const RELATIONS = new Set(["table", "view", "materialized-view", "foreign-table"]);
/** GRANT calls them all types. */
const TYPES = { enum: true, composite: true, range: true, domain: true, "base-type": true };

function namedBy(kinds: ReadonlyMap<string, PgKind>, [target = "", ...path]: readonly string[]): Sql {
  const found = kinds.get(target);
  if (!found) throw new Error(`nothing hangs on a kind called ${target}`);
  // A view's columns are no facts of their own, nor are a composite type's.
  if ((RELATIONS.has(target) || target === "composite") && path.length === 3) {
    return sql`column ${qualified(path)}.${name(path[2] as string)}`;
  }
  return found.named(path);
}

function own(kinds: ReadonlyMap<string, PgKind>, path: readonly string[], role: Sql): Sql {
  return sql`alter ${namedBy(kinds, path)} owner to ${role}`;
}

/** What it hangs on is the first that it needs; it may be named after a part of that. */
function swallowedBy({ id, needs }: Fact): readonly string[] {
  const [target = "", ...path] = id.path;
  return [
    ...[path, path.slice(0, -1), path.slice(0, -2), path.slice(0, -3)].map((one) => keyOf(target, one)),
    needs[0] as string,
  ];
}

function unread(): never {
  throw new Error("what hangs on others is read together, not kind by kind");
}
