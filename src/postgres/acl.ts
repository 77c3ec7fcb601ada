// Access control lists as facts: one per grantee, and only where it differs from what holds when nothing was granted.
import { type Fact, keyOf, makeFact } from "../core/fact.ts";
import type { Found, Target } from "./found.ts";
import { list } from "./kind.ts";

export type GrantAttributes = {
  /** Names of what may be done, sorted. */
  readonly privileges: readonly string[];
  /** Those of them that may be passed on. */
  readonly grantable: readonly string[];
  /** The grantee owns the thing, so that all of it is usual. */
  readonly owner: boolean;
};

/** The privileges that are the default for the object's owner and everybody, and what is said beyond. */
export function grantFacts(
  { fact, kind, owner, acl }: Found,
  { major, column }: { readonly major: number; readonly column?: Target },
): Fact<GrantAttributes>[] {
  if (acl === null || owner === null || (!kind.acl && !column)) return [];
  const path = column?.path ?? [kind.name, ...fact.id.path];
  const needs = column?.needs ?? fact.key;
  const usual = new Map<string, string>();
  if (!column && kind.acl) {
    usual.set(owner, withMaintain(kind.acl.owner, major));
    if (kind.acl.everybody) usual.set(EVERYBODY, kind.acl.everybody);
  }
  const said = new Map([...usual.keys()].map((grantee) => [grantee, { privileges: "", grantable: "" }]));
  for (const item of list(acl)) {
    const { grantee, privileges, grantable } = readItem(item);
    const before = said.get(grantee);
    said.set(grantee, {
      privileges: (before?.privileges ?? "") + privileges,
      grantable: (before?.grantable ?? "") + grantable,
    });
  }
  return [...said].flatMap(([grantee, { privileges, grantable }]) => {
    if (sorted(usual.get(grantee) ?? "") === sorted(privileges) && grantable === "") return [];
    const attributes = {
      privileges: wordsOf(privileges),
      grantable: wordsOf(grantable),
      owner: grantee === owner && !column,
    };
    // Revoked from the whole, a privilege is revoked from the columns too: they come after it.
    const whole = column ? [fact.key, keyOf("grant", [kind.name, ...fact.id.path, grantee])] : [];
    return [
      makeFact(
        { kind: "grant", path: [...path, grantee] },
        [needs, ...whole, keyOf("role", [grantee])],
        attributes,
      ),
    ];
  });
}

interface Owned {
  readonly owner?: string | null;
  readonly acl?: string | null;
}

/** Whether somebody who may pass on a privilege has. */
export function isPassedOn({ owner, acl }: Owned): boolean {
  return (
    typeof acl === "string" &&
    typeof owner === "string" &&
    list(acl).some((item) => readItem(item).grantor !== owner)
  );
}

/** The grantee of what was granted to PUBLIC; no role can be called so. */
export const EVERYBODY = "";

/** Words of privilege letters, as pg_class.relacl and its like write them. */
export const PRIVILEGES: Readonly<Record<string, string>> = {
  a: "insert",
  r: "select",
  w: "update",
  d: "delete",
  D: "truncate",
  x: "references",
  t: "trigger",
  X: "execute",
  U: "usage",
  C: "create",
  T: "temporary",
  c: "connect",
  s: "set",
  A: "alter system",
  m: "maintain",
};

export function wordsOf(letters: string): readonly string[] {
  return [...new Set(letters)].map((letter) => PRIVILEGES[letter] ?? letter).sort();
}

/** MAINTAIN came with 17, for tables and what is like them. */
export function withMaintain(letters: string, major: number): string {
  return letters.includes("D") && major >= 17 ? `${letters}m` : letters;
}

function sorted(letters: string): string {
  return [...new Set(letters)].sort().join("");
}

/** `grantee=letters/grantor`, a letter followed by `*` where it may be passed on; names may be quoted. */
function readItem(item: string): {
  readonly grantee: string;
  readonly privileges: string;
  readonly grantable: string;
  readonly grantor: string;
} {
  const match = /^("(?:[^"]|"")*"|[^=]*)=([a-zA-Z*]*)\/(.*)$/.exec(item);
  if (!match) throw new Error(`not an access control item: ${item}`);
  const [, grantee = "", letters = "", grantor = ""] = match;
  return {
    grantee: unquoted(grantee),
    grantor: unquoted(grantor),
    privileges: letters.replaceAll("*", ""),
    grantable: [...letters.matchAll(/(.)\*/g)].map(([, letter]) => letter).join(""),
  };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}
