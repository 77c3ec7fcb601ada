// The histories of public projects that lie beside this repository, where they do.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

export const HISTORIES = join(root, "..", "shared", "cases", "histories");

export interface Entry {
  readonly n: number;
  readonly id: string;
  readonly up: string;
  readonly down: string | null;
  /** One transaction for the whole file. */
  readonly tx: boolean;
}

/** What a step's rollback did when it was tried on PostgreSQL 15; absent where there is none. */
export interface Truth {
  readonly n: number;
  readonly down_ok?: boolean;
  readonly down_restores?: boolean;
  readonly reup_ok?: boolean;
}

export interface HistoryCase {
  readonly name: string;
  readonly folder: string;
  readonly order: readonly Entry[];
  readonly setup: string | undefined;
  readonly truth: readonly Truth[];
}

/** Empty where the folder is absent; the test that asks says so. */
export function historyCases(): readonly HistoryCase[] {
  return existsSync(HISTORIES) ? readdirSync(HISTORIES).sort().map(historyCase) : [];
}

function historyCase(name: string): HistoryCase {
  const folder = join(HISTORIES, name);
  const { order } = JSON.parse(readFileSync(join(folder, "SUITE.json"), "utf8")) as { order: Entry[] };
  const setup = join(folder, "setup.sql");
  const truth = join(folder, "truth.json");
  return {
    name,
    folder,
    order,
    setup: existsSync(setup) ? setup : undefined,
    truth: existsSync(truth) ? (JSON.parse(readFileSync(truth, "utf8")) as Truth[]) : [],
  };
}

/** Some histories are written for a search path that their own runner sets. */
export function optionsOf({ name }: HistoryCase): Record<string, string> {
  return name === "supabase_auth" ? { PGOPTIONS: "-c search_path=auth,public" } : {};
}

export function psql(
  url: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  const flags = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url];
  return execFileSync("psql", [...flags, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The schema as pg_dump tells it, without Godwit's own and what differs from run to run. */
export function dump(url: string): string {
  const text = execFileSync("pg_dump", ["-s", "-N", "godwit", "-d", url], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return text.replace(/^\\(?:un)?restrict .*$/gm, "").replace(/^--.*$/gm, "");
}

/** The same where columns only stand in another order: a column that is dropped and added again comes last. */
export function withoutColumnOrder(schema: string): string {
  return schema.replace(
    /^(CREATE (?:UNLOGGED )?TABLE .*\(\n)([\s\S]*?)(^\))/gm,
    (_, head: string, body: string, end: string) => {
      const lines = body
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/,$/, ""));
      return `${head}${lines.sort().join("\n")}\n${end}`;
    },
  );
}
