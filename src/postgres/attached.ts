// What hangs on other facts, whatever their kind: comments, owners, grants and security labels.
import { type Fact, keyOf, makeFact } from "../core/fact.ts";
import { grantFacts, isPassedOn } from "./acl.ts";
import { CATALOG } from "./catalogs.ts";
import type { Address, Found, ReadOptions, Target } from "./found.ts";
import { list, text } from "./kind.ts";
import { sequence } from "./kinds/sequence.ts";
import type { Row } from "./session.ts";
import { literal, type Sql, sql } from "./sql.ts";

export type AttachedRows = readonly [readonly Row[], readonly Row[], readonly Row[], readonly Row[]];

export function attachedQueries(): readonly Sql[] {
  return [
    sql`
      select case when k.oid is null then d.classoid else 'pg_catalog.pg_type'::pg_catalog.regclass::oid end as classid,
        coalesce(k.reltype, d.objoid) as oid, d.objsubid as sub, d.description, a.attname as "column", null as kind, null as path
      from pg_catalog.pg_description d
      left join pg_catalog.pg_class k on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and k.oid = d.objoid and k.relkind = 'c'
      left join pg_catalog.pg_attribute a on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid <> 0
      where d.objoid >= 16384 or d.objoid = 2200
      union all
      select ${literal(CATALOG.pg_constraint)}, k.oid, 0, d.description, null, 'index',
        pg_catalog.json_build_array(n.nspname, k.conname)
      from pg_catalog.pg_description d join pg_catalog.pg_constraint k on k.conindid = d.objoid and k.contype in ('p', 'u', 'x')
      join pg_catalog.pg_namespace n on n.oid = k.connamespace
      where d.classoid = ${literal(CATALOG.pg_class)}
      union all
      select ${literal(CATALOG.pg_type)}, t.oid, 0, d.description, null, 'domain-constraint',
        pg_catalog.json_build_array(n.nspname, t.typname, k.conname)
      from pg_catalog.pg_description d join pg_catalog.pg_constraint k on k.oid = d.objoid and k.contype = 'n'
      join pg_catalog.pg_type t on t.oid = k.contypid
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      where d.classoid = ${literal(CATALOG.pg_constraint)}
      union all
      select i.classid, i.oid, i.sub, d.description, null, 'sequence', i.path
      from pg_catalog.pg_description d join (${identitySequences}) i on i.sequence = d.objoid
      where d.classoid = ${literal(CATALOG.pg_class)}
      union all
      select s.classoid, s.objoid, 0, s.description, null, null, null
      from pg_catalog.pg_shdescription s where s.classoid = ${literal(CATALOG.pg_authid)}`,
    sql`
      select 1259 as classid, a.attrelid as oid, a.attnum as sub, a.attname as "column",
        pg_catalog.to_json(a.attacl::text[]) as acl, pg_catalog.pg_get_userbyid(c.relowner) as owner
      from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
      where a.attacl is not null and not a.attisdropped and a.attrelid >= 16384`,
    sql`
      select l.classoid as classid, l.objoid as oid, l.objsubid as sub, l.provider, l.label, a.attname as "column"
      from pg_catalog.pg_seclabel l
      left join pg_catalog.pg_attribute a on l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and a.attrelid = l.objoid and a.attnum = l.objsubid and l.objsubid <> 0`,
    sql`select * from (${identitySequences}) i where i.acl is not null`,
  ];
}

/** The sequences behind identity columns are no facts, but have grants and comments. */
const identitySequences = sql`
  select ${literal(CATALOG.pg_class)} as classid, d.refobjid as oid, d.refobjsubid as sub, k.oid as sequence,
    pg_catalog.json_build_array(n.nspname, k.relname) as path, pg_catalog.to_json(k.relacl::text[]) as acl,
    pg_catalog.pg_get_userbyid(k.relowner) as owner
  from pg_catalog.pg_depend d join pg_catalog.pg_class k on k.oid = d.objid and k.relkind = 'S'
  join pg_catalog.pg_namespace n on n.oid = k.relnamespace
  where d.classid = ${literal(CATALOG.pg_class)} and d.refclassid = d.classid and d.refobjsubid <> 0 and d.deptype = 'i'`;

/** Facts of everything that hangs on what was found; `owner` is the one whose ownership is no fact. */
export function attachedFacts(
  found: ReadonlyMap<Address, Found>,
  [descriptions, columnAcls, labels, sequences]: AttachedRows,
  { owner: usual, major }: Pick<ReadOptions, "owner" | "major">,
): Fact[] {
  const facts: Fact[] = [];
  for (const row of descriptions) {
    const target = targetOf(row, found);
    if (!target || isUsualComment(target, row)) continue;
    facts.push(hang("comment", target, { text: text(row.description) }));
  }
  for (const row of labels) {
    const target = targetOf(row, found);
    if (target)
      facts.push(
        hang("security-label", { ...target, more: [text(row.provider)] }, { label: text(row.label) }),
      );
  }
  const owned = new Set(
    [...found.values()].flatMap(({ fact: { id } }) =>
      id.kind === "sequence-owner" ? [keyOf("sequence", id.path)] : [],
    ),
  );
  for (const one of found.values()) {
    const { fact, kind } = one;
    // An owned sequence has the owner of its table.
    if (one.owner !== null && one.owner !== usual && !isUsualOwner(one) && !owned.has(fact.key)) {
      const owner = hang(
        "owner",
        { path: [kind.name, ...fact.id.path], needs: fact.key },
        { role: one.owner },
      );
      facts.push({ ...owner, needs: [...owner.needs, keyOf("role", [one.owner])] });
    }
    facts.push(...grantFacts(one, { major }));
  }
  for (const row of columnAcls) {
    const target = targetOf(row, found);
    const whole = found.get(`${row.classid}/${row.oid}/0`);
    if (target && whole)
      facts.push(...grantFacts({ ...whole, acl: row.acl ?? null }, { major, column: target }));
  }
  for (const row of sequences) {
    const column = found.get(`${row.classid}/${row.oid}/${row.sub}`);
    if (!column) continue;
    const fact = { ...column.fact, id: { kind: sequence.name, path: list(row.path) } };
    facts.push(
      ...grantFacts(
        { ...column, fact, kind: sequence, owner: row.owner ?? null, acl: row.acl ?? null },
        { major },
      ),
    );
  }
  return facts;
}

/** What has grants by others than the owner: a fact does not say who granted. */
export function passedOn(
  found: ReadonlyMap<Address, Found>,
  [, columnAcls, , sequences]: AttachedRows,
): readonly string[] {
  const ofColumns = columnAcls.filter(isPassedOn).flatMap((row) => {
    const whole = found.get(`${row.classid}/${row.oid}/0`);
    return whole && row.column ? [keyOf("column", [...whole.fact.id.path, row.column])] : [];
  });
  const ofSequences = sequences.filter(isPassedOn).map((row) => keyOf(sequence.name, list(row.path)));
  const ofOthers = [...found.values()].filter(isPassedOn).map(({ fact }) => fact.key);
  return [...ofOthers, ...ofColumns, ...ofSequences];
}

function targetOf(row: Row, found: ReadonlyMap<Address, Found>): Target | undefined {
  const exact = found.get(`${row.classid}/${row.oid}/${row.sub}`);
  // The index behind a constraint, the sequence behind a column or a domain's NOT NULL is no fact, but may be commented
  // on as one.
  if (exact && row.kind) return { path: [row.kind, ...list(row.path)], needs: exact.fact.key };
  if (exact) return { path: [exact.kind.name, ...exact.fact.id.path], needs: exact.fact.key };
  const whole = found.get(`${row.classid}/${row.oid}/0`);
  if (!whole || !row.column) return undefined;
  return { path: [whole.kind.name, ...whole.fact.id.path, row.column], needs: whole.fact.key };
}

function hang(
  kind: string,
  { path, needs, more = [] }: Target,
  attributes: Readonly<Record<string, string>>,
): Fact {
  const full = [...path, ...more];
  return { ...makeFact({ kind, path: full }, [needs], attributes), key: keyOf(kind, full) };
}

/** initdb comments on the schema `public`. */
function isUsualComment({ path }: Target, { description }: Row): boolean {
  return path.join(".") === "schema.public" && description === "standard public schema";
}

/** Since 15 `public` belongs to whoever owns the database. */
function isUsualOwner({ fact, owner }: Found): boolean {
  return fact.key === "schema public" && (owner === "pg_database_owner" || owner === "postgres");
}

export function mostCommonOwner(found: ReadonlyMap<Address, Found>): string | undefined {
  const counts = new Map<string, number>();
  for (const { owner, fact } of found.values()) {
    if (owner !== null && fact.key !== "schema public") counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))[0]?.[0];
}
