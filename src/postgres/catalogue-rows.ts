// Which rows of the catalogues are new, changed or gone since somebody looked last, and what things they are about.
import { CATALOG } from "./catalogs.ts";
import { Needs, type Thing } from "./needs.ts";
import type { Row, SqlSession } from "./session.ts";
import { join, literal, name, type Sql, sql, verbatim } from "./sql.ts";

interface Watched {
  readonly from: Sql;
  /** Tells a row from the others, and stays when it is updated. */
  readonly key: Sql;
  /** What is to be read again when the row is another. */
  readonly about: readonly Sql[];
  /** The letter that says of which sort the first of them is. */
  readonly sort?: Sql;
}

/** Rows that are known one by one. Numbers below 16384 are what initdb made; comments on `public` are the exception. */
const WATCHED: Readonly<Record<string, Watched>> = {
  pg_class: {
    ...own("pg_class", [thing(CATALOG.pg_class, sql`oid`), thing(CATALOG.pg_type, sql`reltype`)]),
    sort: sql`relkind`,
  },
  pg_attribute: {
    from: sql`pg_attribute where attrelid >= 16384 and attnum > 0`,
    key: sql`attrelid::text || '.' || attnum::text`,
    about: [thing(CATALOG.pg_class, sql`attrelid`)],
  },
  pg_attrdef: own("pg_attrdef", [thing(CATALOG.pg_attrdef, sql`oid`), thing(CATALOG.pg_class, sql`adrelid`)]),
  pg_type: {
    ...own("pg_type", [thing(CATALOG.pg_type, sql`oid`), thing(CATALOG.pg_class, sql`typrelid`)]),
    sort: sql`typtype`,
  },
  pg_constraint: own("pg_constraint", [
    thing(CATALOG.pg_constraint, sql`oid`),
    thing(CATALOG.pg_class, sql`conrelid`),
    thing(CATALOG.pg_type, sql`contypid`),
    thing(CATALOG.pg_class, sql`conindid`),
  ]),
  pg_index: part("pg_index", "indexrelid", CATALOG.pg_class),
  pg_sequence: part("pg_sequence", "seqrelid", CATALOG.pg_class),
  pg_partitioned_table: part("pg_partitioned_table", "partrelid", CATALOG.pg_class),
  pg_inherits: {
    from: sql`pg_inherits where inhrelid >= 16384`,
    key: sql`inhrelid::text || '.' || inhparent::text`,
    about: [thing(CATALOG.pg_class, sql`inhrelid`), thing(CATALOG.pg_class, sql`inhparent`)],
  },
  pg_rewrite: own("pg_rewrite", [
    thing(CATALOG.pg_rewrite, sql`oid`),
    thing(CATALOG.pg_class, sql`ev_class`),
  ]),
  pg_enum: own("pg_enum", [thing(CATALOG.pg_type, sql`enumtypid`)]),
  pg_proc: { ...own("pg_proc", [thing(CATALOG.pg_proc, sql`oid`)]), sort: sql`prokind` },
  pg_trigger: own("pg_trigger", [thing(CATALOG.pg_trigger, sql`oid`)]),
  pg_policy: own("pg_policy", [thing(CATALOG.pg_policy, sql`oid`)]),
  pg_statistic_ext: own("pg_statistic_ext", [thing(CATALOG.pg_statistic_ext, sql`oid`)]),
  pg_description: {
    from: sql`pg_description where objoid >= 16384 or objoid = 2200`,
    key: sql`classoid::text || '.' || objoid::text || '.' || objsubid::text`,
    about: [sql`classoid::text || '/' || objoid::text`],
  },
  // What an extension owns, and what is not here, is not followed. The last word is what the thing needs, and how.
  pg_depend: {
    from: sql`pg_depend where objid >= 16384 and refobjid >= 16384`,
    key: sql`ctid`,
    about: [
      sql`classid::text || '/' || objid::text`,
      sql`'>' || refclassid::text || '/' || refobjid::text || '/' || deptype::text`,
    ],
  },
};

/** What says nothing of a schema, or is said by the rows above as well. */
const SILENT = [
  "pg_database",
  "pg_db_role_setting",
  "pg_largeobject",
  "pg_largeobject_metadata",
  "pg_parameter_acl",
  "pg_replication_origin",
  "pg_shdepend",
  "pg_shdescription",
  "pg_shseclabel",
  "pg_statistic",
  "pg_statistic_ext_data",
  "pg_subscription_rel",
];

/** Many rows are initdb's: only those with a higher number in this column can change. */
const LARGE: Readonly<Record<string, string>> = {
  pg_aggregate: "aggfnoid",
  pg_amop: "oid",
  pg_amproc: "oid",
  pg_cast: "oid",
  pg_collation: "oid",
  pg_conversion: "oid",
  pg_init_privs: "objoid",
  pg_opclass: "oid",
  pg_operator: "oid",
  pg_opfamily: "oid",
  pg_ts_config_map: "mapcfg",
};

/**
 * Rows carry the number of the transaction that wrote them, and its age is how many have begun since: rows that are
 * not older than the mark were written after it, or while it was taken.
 */
const sinceMark = sql`(select pg_catalog.age($1::pg_catalog.xid))`;
/** Numbers of transactions have 32 bits and start over. */
const ROUND = 1n << 32n;

export interface RowChanges {
  /** False when something changed that is not followed row by row: everything is to be read again. */
  readonly followed: boolean;
  /** What changed rows are about, as they are and as they were, and all that needs it. */
  readonly about: ReadonlySet<Thing>;
}

export class CatalogueRows {
  readonly #session: SqlSession;
  readonly #roles: boolean;
  readonly #rows = new Map<string, Map<string, readonly string[]>>();
  readonly #sorts = new Map<Thing, string>();
  readonly #needs = new Needs();
  #others = new Map<string, string>();
  #mark = 0n;
  #isPrepared = false;

  /** With an empty search path, so that no operator of the user's own is meant. `roles`: who belongs to whom counts. */
  constructor(session: SqlSession, roles = false) {
    this.#session = session;
    this.#roles = roles;
  }

  /** The sort of a thing, such as `r` for a table; undefined where it is gone, or of a catalogue that has no sorts. */
  sortOf(thing: Thing): string | undefined {
    return this.#sorts.get(thing);
  }

  /** What has changed since the last call; the first one finds that everything has. */
  async look(): Promise<RowChanges> {
    if (!this.#isPrepared) await this.#prepare();
    const first = this.#mark === 0n;
    const mark = this.#mark;
    const [answer] = await this.#session.run(sql`execute "godwit rows" (${literal(String(mark % ROUND))})`);
    const about = new Set<Thing>();
    const short: string[] = [];
    const others = new Map<string, string>();
    let same = true;
    for (const row of answer?.rows ?? []) {
      const catalogue = String(row.catalogue);
      if (catalogue === "mark") this.#mark = BigInt(row.count ?? 0);
      else if (!(catalogue in WATCHED)) {
        others.set(catalogue, String(row.count));
        if (row.lines !== "0") same = false;
      } else if (!this.#take(row, about)) short.push(catalogue);
    }
    same &&=
      others.size === this.#others.size &&
      [...others].every(([key, value]) => this.#others.get(key) === value);
    this.#others = others;
    const gone = short.length === 0 || (await this.#forget(short, about));
    // Members of extensions are the extension's, and few come or go.
    const members = [...about].some((word) => word.startsWith("member "));
    return { followed: !first && same && gone && !members, about: this.#needs.closure(about) };
  }

  /** False when rows are gone. */
  #take({ catalogue, count, lines }: Row, about: Set<Thing>): boolean {
    const known = this.#rows.get(String(catalogue)) ?? new Map<string, readonly string[]>();
    this.#rows.set(String(catalogue), known);
    for (const line of (lines ?? "").split("\n")) {
      if (line === "") continue;
      const [key = "", ...words] = line.split(" ");
      for (const word of [...words, ...(known.get(key) ?? [])]) note(word, about);
      known.set(key, words);
      this.#remember(key, words);
    }
    return known.size === Number(count);
  }

  #remember(key: string, [first = "", ...more]: readonly string[]): void {
    const last = more.at(-1) ?? first;
    if (last.startsWith("=")) this.#sorts.set(first, last.slice(1));
    if (last.startsWith(">")) this.#needs.add(key, first, last.slice(1));
  }

  /** Takes away rows that are gone; false where that does not explain their number. */
  async #forget(catalogues: readonly string[], about: Set<Thing>): Promise<boolean> {
    const lists = catalogues.map((catalogue) => {
      const { from, key } = WATCHED[catalogue] as Watched;
      return sql`select ${literal(catalogue)} as catalogue, pg_catalog.string_agg((${key})::text, ' ') as keys from pg_catalog.${from}`;
    });
    const [answer] = await this.#session.run(join(lists, sql`\nunion all\n`));
    let explained = true;
    for (const { catalogue, keys } of answer?.rows ?? []) {
      const known = this.#rows.get(String(catalogue)) ?? new Map<string, readonly string[]>();
      const there = new Set((keys ?? "").split(" ").filter((key) => key !== ""));
      for (const [key, words] of known) {
        if (there.has(key)) continue;
        for (const word of words) note(word, about);
        known.delete(key);
        if (words.at(-1)?.startsWith("=")) this.#sorts.delete(words[0] ?? "");
        this.#needs.remove(key);
      }
      if (known.size !== there.size) explained = false;
    }
    return explained;
  }

  async #prepare(): Promise<void> {
    const [found] = await this.#session.run(sql`select c.relname as name from pg_catalog.pg_class c
      where c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and c.relkind = 'r' order by 1`);
    const others = (found?.rows ?? [])
      .map(({ name }) => String(name))
      .filter(
        (one) => !(one in WATCHED) && !SILENT.includes(one) && (this.#roles || one !== "pg_auth_members"),
      );
    const queries = [
      ...Object.entries(WATCHED).map(([catalogue, watched]) => watchedQuery(catalogue, watched)),
      ...others.map(otherQuery),
      sql`select 'mark', pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot()), null`,
    ];
    const all = join(
      queries,
      sql`
union all
`,
    );
    await this.#session.run(sql`prepare "godwit rows" (text) as ${all}`);
    this.#isPrepared = true;
  }
}

function note(word: string, about: Set<Thing>): void {
  if (word.startsWith("=")) return;
  if (word.startsWith(">")) {
    if (word.endsWith("/e")) about.add(`member ${word}`);
  } else if (!word.endsWith("/0")) about.add(word);
}

function watchedQuery(catalogue: string, { from, key, about, sort }: Watched): Sql {
  const words = [sql`(${key})::text`, ...about.map((one) => sql`' ' || ${one}`)];
  const line = join([...words, ...(sort ? [sql`' =' || ${sort}::text`] : [])], sql` || `);
  return sql`select ${literal(catalogue)} as catalogue, count(*) as count,
    pg_catalog.string_agg(${line}, e'\n') filter (where pg_catalog.age(xmin) <= ${sinceMark}) as lines from pg_catalog.${from}`;
}

/** Of what is not followed it is enough to know that nothing is new, changed or gone. */
function otherQuery(catalogue: string): Sql {
  const own = LARGE[catalogue];
  return sql`select ${literal(catalogue)}, count(*), (count(*) filter (where pg_catalog.age(xmin) <= ${sinceMark}))::text
    from pg_catalog.${name(catalogue)}${own === undefined ? sql`` : sql` where ${name(own)}::oid >= 16384`}`;
}

function thing(catalogue: number, oid: Sql): Sql {
  return sql`'${verbatim(String(catalogue))}/' || ${oid}::text`;
}

function own(catalogue: string, about: readonly Sql[]): Watched {
  return { from: sql`${name(catalogue)} where oid >= 16384`, key: sql`oid`, about };
}

function part(catalogue: string, column: string, whole: number): Watched {
  const oid = name(column);
  return { from: sql`${name(catalogue)} where ${oid} >= 16384`, key: oid, about: [thing(whole, oid)] };
}
