// What is lost with what is dropped: what CASCADE takes along, and functions whose text names it.
import type { Demand } from "../../core/demand.ts";
import type { Finding } from "../../core/finding.ts";
import { homeOf } from "../home.ts";
import { join, literal, sql } from "../sql.ts";
import { changed, dropped, type TargetQuestion, told, word } from "./question.ts";

export const dependents: TargetQuestion = {
  about: "which functions name what is dropped",
  sql(demand) {
    const tables = [
      ...dropped(demand, "table"),
      ...dropped(demand, "view"),
      ...dropped(demand, "materialized-view"),
    ];
    const gone = new Set(tables.map((path) => path.join(".")));
    const columns = dropped(demand, "column").filter((path) => !gone.has(path.slice(0, 2).join(".")));
    if (tables.length + columns.length === 0) return null;
    const asked = [...tables, ...columns].map((path) => {
      const [, table = "", column] = path;
      return sql`(${literal(path.join("."))}, ${literal(word(table))}, ${literal(column === undefined ? "" : word(column))})`;
    });
    // Those whose body is parsed when they are made need what they name, and PostgreSQL itself refuses the drop.
    return sql`select w.path, n.nspname as schema, p.proname as name, p.oid::pg_catalog.regprocedure::text as shown
      from (values ${join(asked)}) as w (path, relation, part)
      join pg_catalog.pg_proc p on p.prosrc ~* w.relation and p.prosrc ~* w.part
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      join pg_catalog.pg_language l on l.oid = p.prolang
      where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and l.lanname not in ('c', 'internal')
        and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e')
      order by 1, 4`;
  },
  found(rows, demand) {
    const known = [...changed(demand)];
    return told(
      rows
        // What the migrations make anew or drop themselves is no surprise.
        .filter(({ schema, name }) => !known.some((key) => isRoutine(key, `${schema}.${name}(`)))
        .map(({ path, shown }) => ({
          rule: "named-by-function",
          severity: "warning",
          message: `${path} is dropped, and the text of ${shown} names it: it fails when it is called`,
        })),
    );
  },
};

function isRoutine(key: string, start: string): boolean {
  return /^(?:function|procedure) /.test(key) && key.slice(key.indexOf(" ") + 1).startsWith(start);
}

/** They say something of another thing, and are nothing by themselves. */
const OF_OTHERS = new Set([
  ...[
    "comment",
    "owner",
    "grant",
    "passed-grant",
    "security-label",
    "default",
    "sequence-owner",
    "index-attachment",
    "column",
  ],
  ...["trigger-state", "publication-table"],
]);

/** No query: the rehearsal has shown what is gone. The grammar is not asked either; a name in the text is enough. */
export function takenAlong({ changes, from, statements }: Demand): readonly Finding[] {
  const gone = new Set(changes.flatMap((change) => (change.type === "drop" ? [change.from.key] : [])));
  const words = new Set(statements.flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []));
  const findings = changes.flatMap((change): Finding[] => {
    if (change.type !== "drop") return [];
    const fact = change.from;
    if (OF_OTHERS.has(fact.id.kind) || fact.attributes.type === "not null") return [];
    const home = homeOf(fact, from);
    const needed = fact.needs.find((key) => gone.has(key) && key !== home.key);
    if (needed === undefined || (home !== fact && gone.has(home.key))) return [];
    const last = (fact.id.path.at(-1) ?? "").replace(/\(.*$/s, "").toLowerCase();
    const parts = last.match(/[\p{L}\p{N}_$]+/gu) ?? [];
    if (parts.length > 0 && parts.every((part) => words.has(part))) return [];
    const whole = homeOf(from.get(needed) ?? fact, from).key;
    const message = `${fact.key} goes with ${gone.has(whole) ? whole : needed}, though no statement names it`;
    return [{ rule: "goes-along", severity: "warning", message }];
  });
  return told(findings);
}
