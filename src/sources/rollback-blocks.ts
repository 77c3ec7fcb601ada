// Rollbacks that people keep as comments at the end of a migration: every line commented, to be saved as a file.
import { sha256 } from "../core/digest.ts";
import type { Migration, Script } from "../core/migration.ts";

export interface RollbackBlock {
  readonly migration: Migration;
  /** Where it would be saved, as people see it. */
  readonly file: string;
  readonly text: string;
  /** The line of the migration where it begins, from 1. */
  readonly line: number;
}

/** A heading such as `-- ROLLBACK (save as 023_x_rollback.sql)`, `-- Rollback script:` or `-- Down`. */
const HEADING = /^\s*--[\s=#*-]*(?:rollback|roll back|down(?: migration)?|revert|undo)\b(.*)$/i;
const RULER = /^\s*--\s*[=#*_-]{3,}\s*$/;
const COMMENT = /^\s*--[ \t]?(.*)$/;
const STATEMENT =
  /^(?:alter|begin|comment|create|delete|do|drop|grant|insert|revoke|set|truncate|update|with)\b/i;

/** Only of migrations that have no rollback of their own. Undefined where there is none, or where statements follow it. */
export function rollbackBlock(migration: Migration): RollbackBlock | undefined {
  const { up, down, name, repeatable } = migration;
  if (down || repeatable || up.language !== "sql") return undefined;
  const lines = new TextDecoder().decode(up.read()).split(/\r\n|\r|\n/);
  const at = lines.findLastIndex((line) => HEADING.test(line));
  if (at < 0) return undefined;
  const rest = lines.slice(at + 1);
  // What is not commented runs when the migration does, so this is no block.
  if (rest.some((line) => line.trim() !== "" && !COMMENT.test(line))) return undefined;
  const body = rest.filter((line) => !RULER.test(line)).map((line) => COMMENT.exec(line)?.[1] ?? "");
  const first = body.findIndex((line) => STATEMENT.test(line.trim()));
  if (first < 0) return undefined;
  const text = `${body.slice(first).join("\n").trim()}\n`;
  const heading = HEADING.exec(lines[at] ?? "")?.[1] ?? "";
  const folder = up.file.slice(0, up.file.lastIndexOf("/") + 1);
  return {
    migration,
    file: `${folder}${named(heading, migration) ?? `${name}_rollback.sql`}`,
    text,
    line: at + 1,
  };
}

/** The name that the heading gives, where it is one that belongs to this migration. */
function named(heading: string, { version, name }: Migration): string | undefined {
  const wanted = /([\w.-]+\.sql)/.exec(heading)?.[1];
  return wanted === `${name}_rollback.sql` || wanted === `${version}_rollback.sql` ? wanted : undefined;
}

/** The block as the migration's rollback, before there is a file. */
export function blockScript({ file, text }: RollbackBlock): Script {
  const bytes = new TextEncoder().encode(text);
  return { file, checksum: sha256(bytes), language: "sql", read: () => bytes };
}
