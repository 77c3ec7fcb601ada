// Reverts a migration and applies it again: the loop of writing one.
import { asGodwitError, GodwitError } from "../core/errors.ts";
import { applyOne, applyTask } from "./apply-one.ts";
import { chooseDown, revertOne } from "./down.ts";
import { prepare } from "./prepare.ts";
import type { Project } from "./project.ts";
import type { RanMigration, RunReport } from "./run-report.ts";
import { find, survey } from "./survey.ts";
import { withLock } from "./with-lock.ts";

/** The newest applied migration, or the one named; it must be the newest unless named. */
export async function redo(project: Project, version?: string): Promise<RunReport> {
  const database = await project.engine.open(project);
  try {
    const report = await withLock(project, database, {
      wish: { purpose: "redo", waitMs: project.settings.waitMs },
      work: async (held): Promise<RunReport> => {
        const bench = { project, database, held };
        const { standings } = await survey(project, database);
        const [applied] = chooseDown(standings, version === undefined ? {} : { only: version });
        if (!applied)
          throw new GodwitError("VERSION_UNKNOWN", "no migration is applied", {
            hint: "run `godwit up` first",
          });
        const { migration, name } = applied;
        if (!migration)
          throw new GodwitError("MISSING", `${name} cannot be applied again: its file is missing`);
        // Read before anything is reverted: what cannot be applied again must not be taken away.
        const prepared = await prepare(project, migration);
        await project.engine.prepare();
        const migrations: RanMigration[] = [];
        try {
          await revertOne(bench, applied);
          const due = find((await survey(project, database)).standings, applied.version);
          const again = { ...due, migration };
          migrations.push(await applyOne(bench, again, applyTask(bench, { due: again, prepared })));
          return { dryRun: false, migrations, error: null, failed: null };
        } catch (thrown) {
          return {
            dryRun: false,
            migrations,
            error: asGodwitError(thrown),
            failed: { version: applied.version, name },
          };
        }
      },
    });
    return report as RunReport;
  } finally {
    await database.close();
  }
}
