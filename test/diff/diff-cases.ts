// The diff cases from outside: folders of two schemas each, with what must be there before both.
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
          setup: file("setup.sql"),
          from: file("from.sql"),
          to: file("to.sql"),
        };
      }),
  );
}
