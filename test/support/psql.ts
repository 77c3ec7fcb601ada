// PostgreSQL's own programs, as the measure of ours.
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { cleanEnvironment } from "./godwit.ts";
import { hasPgDump, hasPsql } from "./installed-program.ts";

const run = promisify(execFile);

/** Whether they are installed, and new enough for a server of this major. */
export function hasClients(major: number): boolean {
  const program = hasPgDump();
  if (hasPsql() === null || program === null) return false;
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return Number(/\d+/.exec(stdout)?.[0]) >= major;
}

/** Runs psql, which stops at the first error; rejects with what it said. */
export async function psql(
  url: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const flags = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url];
  const { stdout } = await run("psql", [...flags, ...args], { env: { ...cleanEnvironment(), ...env } });
  return stdout;
}

/** What pg_dump says of a database without the schema that holds Godwit's own tables. */
export async function dump(url: string, content: "schema" | "everything" = "schema"): Promise<string> {
  const flags = content === "schema" ? ["-s"] : [];
  const { stdout } = await run("pg_dump", [...flags, "-N", "godwit", "-d", url], {
    env: cleanEnvironment(),
    maxBuffer: 1 << 28,
  });
  // A random word of each dump.
  return stdout.replace(/^\\(?:un)?restrict .*$/gm, "");
}

/**
 * A dump in which columns stand in no order: one that is dropped and added again comes last, and so does its comment.
 */
export function withoutColumnOrder(schema: string): string {
  const tables = schema.replace(
    /^(CREATE (?:UNLOGGED )?TABLE .*\(\n)([\s\S]*?)(^\))/gm,
    (_, head: string, body: string, end: string) => {
      const lines = body
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/,$/, ""));
      return `${head}${lines.sort().join("\n")}\n${end}`;
    },
  );
  return tables
    .split(/^(?=--\n-- Name: )/m)
    .sort()
    .join("");
}
