// What pending migrations would do to items: their functions run without writing, on an engine that can do that.
import { sha256 } from "../core/digest.ts";
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { ItemPreview } from "../core/item-preview.ts";
import { prepare } from "./prepare.ts";
import type { Project } from "./project.ts";
import { chooseUp, type UpChoice } from "./select.ts";
import { survey } from "./survey.ts";

export interface PreviewedMigration extends ItemPreview {
  readonly version: string;
  readonly name: string;
  readonly file: string;
}

export interface ItemPlan {
  readonly database: DatabaseIdentity;
  readonly migrations: readonly PreviewedMigration[];
  readonly findings: readonly Finding[];
  /** Over files, history and what was found. */
  readonly digest: string;
}

/** Takes no lock and writes nothing. `seed` chooses the sample of a large table. */
export async function previewItems(
  project: Project,
  { choice, seed }: { readonly choice: UpChoice; readonly seed: number },
): Promise<ItemPlan> {
  const { signal, settings } = project;
  const database = await project.engine.open({ ...project, readOnly: true });
  try {
    if (!database.preview) {
      throw new GodwitError("NOT_SUPPORTED", `${project.engine.name} cannot run a migration without writing`);
    }
    const found = await survey(project, database);
    const migrations: PreviewedMigration[] = [];
    for (const { migration } of chooseUp(found.standings, choice, settings.order)) {
      const { program } = await prepare(project, migration);
      const { version, name, up } = migration;
      const operations = [];
      for (const step of program.steps) {
        const order = { step, migration: { version, name }, signal, seed };
        operations.push(...(await database.preview(order)).operations);
      }
      migrations.push({ version, name, file: up.file, operations });
    }
    const basis = [
      found.migrations.map(({ version, up }) => [version, up.checksum]),
      found.state.records.map(({ version, checksum, success }) => [version, checksum, success]),
      migrations.map(({ operations }) => operations.map(({ what, shapes }) => [what, shapes])),
    ];
    return {
      database: await database.identify(),
      migrations,
      findings: migrations.flatMap(unexpected),
      digest: sha256(JSON.stringify(basis)),
    };
  } finally {
    await database.close();
  }
}

function unexpected({ operations, name, file }: PreviewedMigration): readonly Finding[] {
  return operations.flatMap(({ what, unexpected: why }) =>
    why === undefined
      ? []
      : [
          {
            rule: "expectation",
            severity: "error",
            message: `${name}, ${what}: ${why}`,
            at: { file },
          } as const,
        ],
  );
}
