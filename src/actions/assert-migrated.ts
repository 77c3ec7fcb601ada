// Stops an application that would start on a schema older than its own.
import type { Database } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Standing } from "../core/standing.ts";
import type { Project } from "./project.ts";
import { survey } from "./survey.ts";
import { pause } from "./with-lock.ts";

const POLL_MS = 500;
const NAMED = 5;

/** Waits up to `waitMs` for somebody else's run to bring the database up to date; throws CHECK_FAILED. */
export async function assertMigrated(
  project: Project,
  { waitMs }: { readonly waitMs: number },
): Promise<void> {
  const database = await project.engine.open(project);
  const start = performance.now();
  try {
    for (;;) {
      const behind = await missing(project, database);
      if (behind.length === 0) return;
      const left = waitMs - (performance.now() - start);
      if (left <= 0 || project.signal.aborted) throw await tooOld(database, behind);
      await pause(Math.min(POLL_MS, left), project.signal);
    }
  } finally {
    await database.close();
  }
}

async function missing(project: Project, database: Database): Promise<readonly Standing[]> {
  return (await survey(project, database)).standings.filter(isMissed);
}

/**
 * What the application's own files have and the database has not. A newer database is fine: while a release rolls
 * out, the old one restarts on it. So is a repeatable of another text, and what must run after the release anyway.
 */
function isMissed({ standing, migration, record }: Standing): boolean {
  if (!migration || migration.header.phase === "contract") return false;
  if (standing === "failed" || standing === "running" || standing === "out-of-order") return true;
  return standing === "pending" && !record;
}

async function tooOld(database: Database, behind: readonly Standing[]): Promise<GodwitError> {
  const { host, name } = await database.identify();
  const names = behind.slice(0, NAMED).map((standing) => standing.name);
  const more = behind.length > NAMED ? ` and ${behind.length - NAMED} more` : "";
  const many = behind.length === 1 ? "1 migration is" : `${behind.length} migrations are`;
  return new GodwitError(
    "CHECK_FAILED",
    `${host}/${name} is older than this application: ${many} not applied: ${names.join(", ")}${more}`,
    { hint: "run `godwit up` before the application starts" },
  );
}
