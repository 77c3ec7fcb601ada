// Which row of another tool's table is about which file.
import type { Remembered, ToolHistory } from "../core/adoption.ts";
import type { Migration } from "../core/migration.ts";
import { versionKey } from "../core/version.ts";
import { fits } from "./line-checksum.ts";

/** What the table says of one file. `absent`: it knows others and not this one. */
export type Said =
  | {
      readonly as: "applied" | "failed";
      readonly row: Remembered /** The bytes are those that ran. */;
      readonly same?: boolean;
    }
  | { readonly as: "before"; readonly row: Remembered }
  | { readonly as: "absent" };

export interface Matched {
  readonly history: ToolHistory;
  readonly said: ReadonlyMap<string, Said>;
  /** Rows that are about no file. */
  readonly others: readonly Remembered[];
}

/** The table that knows the most of these files; undefined where none knows any. */
export function bestMatch(
  migrations: readonly Migration[],
  histories: readonly ToolHistory[],
): Matched | undefined {
  const all = histories.map((history) => match(migrations, history));
  const known = ({ said }: Matched) => [...said.values()].filter(({ as }) => as !== "absent").length;
  const best = all.sort((a, b) => known(b) - known(a))[0];
  return best && known(best) > 0 ? best : undefined;
}

function match(migrations: readonly Migration[], history: ToolHistory): Matched {
  const rows = new Map<string, Remembered>();
  const others: Remembered[] = [];
  for (const row of history.rows) {
    const found = migrations.find((migration) => isOf(row, migration));
    // The last row of a version counts: goose and Prisma write one for each attempt.
    if (found) rows.set(found.version, row);
    else others.push(row);
  }
  const newest = migrations.findLastIndex(({ version }) => rows.has(version));
  const said = new Map<string, Said>();
  for (const [index, { version, up }] of migrations.entries()) {
    const row = rows.get(version);
    const last = rows.get(migrations[newest]?.version ?? "");
    if (row) {
      const same = row.checksum && { same: fits(row.checksum, up.read()) };
      said.set(version, { as: row.success ? "applied" : "failed", row, ...same });
    } else if (history.newestOnly && last && index < newest) said.set(version, { as: "before", row: last });
    else said.set(version, { as: "absent" });
  }
  return { history, said, others };
}

function isOf({ version, name, checksum }: Remembered, migration: Migration): boolean {
  if (migration.repeatable) return false;
  if (version !== undefined && versionKey(version) === versionKey(migration.version)) return true;
  if (name !== undefined && name !== "" && bare(name) === bare(migration.name)) return true;
  return checksum?.kind === "sha256" && checksum.value === migration.up.checksum;
}

/** Without what tools put around a name. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_");
}
