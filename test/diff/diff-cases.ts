// The diff cases, ours and those from outside: folders of two schemas each, with what must be there before both.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/root.ts";

export interface DiffCase {
  readonly suite: string;
  readonly name: string;
  readonly setup: string;
  readonly from: string;
  readonly to: string;
  /** The statements may come in any order. */
  readonly reorder: boolean;
  /** Both are the same schema. */
  readonly same: boolean;
  readonly roles: readonly string[];
  /** The first major that can load it. */
  readonly since: number;
  /** What `from` holds besides. */
  readonly rows?: string;
  /** A query that must give the same before and after the way from `from` to `to`. */
  readonly kept?: string;
}

const OWN = join(root, "test", "cases", "diff");

/** Ours: `-- since 15` in the first line of from.sql leaves out older majors; `rows.sql` and `kept.sql` may be there. */
export function ownCases(): readonly DiffCase[] {
  return readdirSync(OWN).map((name) => {
    const file = (base: string) => {
      const path = join(OWN, name, base);
      return existsSync(path) ? readFileSync(path, "utf8") : "";
    };
    const from = file("from.sql");
    const since = Number(/^-- since (\d+)/.exec(from)?.[1] ?? 12);
    const rest = { reorder: false, same: false, roles: [], since };
    const data = { rows: file("rows.sql"), kept: file("kept.sql") };
    return { suite: "own", name, ...rest, ...data, setup: file("setup.sql"), from, to: file("to.sql") };
  });
}

const FOLDER = join(root, "..", "shared", "cases", "diff");

/** Empty where the folder is not there. */
export function diffCases(): readonly DiffCase[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER).flatMap((suite) =>
    readFileSync(join(FOLDER, suite, "cases.jsonl"), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const {
          case: name,
          reorder,
          same,
          roles,
        } = JSON.parse(line) as Omit<DiffCase, "name"> & {
          readonly case: string;
        };
        const folder = join(FOLDER, suite, name);
        const file = (base: string) => {
          const path = join(folder, base);
          return existsSync(path) ? readFileSync(path, "utf8") : "";
        };
        return {
          suite,
          name,
          reorder,
          same,
          roles,
          since: 12,
          setup: file("setup.sql"),
          from: file("from.sql"),
          to: file("to.sql"),
        };
      }),
  );
}
