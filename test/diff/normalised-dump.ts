// What pg_dump prints of a schema, in a form in which equal schemas are equal text: statements sorted, columns too.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Statements without comments and settings. */
export async function normalisedDump(url: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)("pg_dump", ["-s", "-d", url], { maxBuffer: 1 << 28 });
  return normalise(stdout);
}

export function normalise(dump: string): readonly string[] {
  return dump
    .split(/;\n(?=\n|GRANT |REVOKE |ALTER DEFAULT |ALTER TABLE ONLY )/)
    .map((block) =>
      block
        .split("\n")
        .filter(
          (line) =>
            !/^(?:--|SET |SELECT pg_catalog\.set_config|\\(?:un)?restrict)/.test(line) && line.trim() !== "",
        )
        .join("\n"),
    )
    .map(sortColumns)
    .filter((block) => block !== "")
    .sort();
}

/** The order of a table's columns is where they were added. */
function sortColumns(block: string): string {
  const match = /^(CREATE (?:UNLOGGED |FOREIGN )?TABLE [^\n]* \(\n)([\s\S]*?)(\n\)[\s\S]*)$/.exec(block);
  if (!match) return block;
  const [, head = "", body = "", tail = ""] = match;
  const lines = body
    .split(",\n")
    .map((line) => line.replace(/,$/, ""))
    .sort();
  return head + lines.join(",\n") + tail;
}
