// Where a migration's rollback comes from: its file, or the text that the history kept.

import { sha256 } from "../core/digest.ts";
import type { Database } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { HistoryRecord } from "../core/history.ts";
import type { Header, Script } from "../core/migration.ts";
import type { Standing } from "../core/standing.ts";

export interface Rollback {
  readonly script: Script;
  readonly header: Header;
  /** True when it comes from the history and not from a file here. */
  readonly kept: boolean;
}

const PLAIN: Header = { depends: [], requires: [], kind: "schema", environments: [] };

/** Throws NO_ROLLBACK where there is none, ROLLBACK_ALTERED where the kept one is not what was kept. */
export async function rollbackOf(
  { migration, record, version, name }: Standing,
  database: Database,
): Promise<Rollback> {
  if (migration?.down) return { script: migration.down, header: headerOf(migration.header), kept: false };
  if (record?.rollback) return { script: await kept(record, database), header: PLAIN, kept: true };
  const why = migration ? "" : "; its file is not here and the history kept no rollback";
  throw new GodwitError("NO_ROLLBACK", `${name} has no rollback${why}`, {
    ...(migration ? { at: { file: migration.up.file } } : {}),
    hint: migration
      ? `write ${name}_rollback.sql, then run \`godwit down\` again`
      : `check out the release that holds the file, or \`godwit forget ${version}\``,
  });
}

/** What holds for running the rollback as well; what the migration requires does not. */
function headerOf(header: Header): Header {
  const { transaction, lockTimeout, statementTimeout } = header;
  return {
    ...PLAIN,
    ...(transaction === undefined ? {} : { transaction }),
    ...(lockTimeout === undefined ? {} : { lockTimeout }),
    ...(statementTimeout === undefined ? {} : { statementTimeout }),
  };
}

async function kept(record: HistoryRecord, database: Database): Promise<Script> {
  const stored = record.rollback ?? "";
  const lines = await database.log(50, record.version);
  const hashes = lines
    .filter(({ event }) => event === "applied" || event === "repaired")
    .map(({ details }) => (details as { readonly rollback?: unknown } | null)?.rollback);
  if (hashes.find((hash) => hash !== undefined) !== sha256(stored)) {
    throw new GodwitError(
      "ROLLBACK_ALTERED",
      `the rollback kept for ${record.name} is not the one that was kept`,
      {
        hint: "restore the rollback file, then run `godwit down` again",
      },
    );
  }
  const { file, text } = JSON.parse(stored) as { readonly file: string; readonly text: string };
  const bytes = new TextEncoder().encode(text);
  return { file, checksum: sha256(bytes), language: "sql", read: () => bytes };
}
