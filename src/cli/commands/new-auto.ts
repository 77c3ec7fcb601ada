// `godwit new --auto`: writes a migration and its rollback from the desired schema, both proved before.
import {
  type AutoOptions,
  type AutoReport,
  autogenerate,
  type MigrationDraft,
} from "../../actions/autogenerate.ts";
import { changeDocument } from "../../actions/describe-change.ts";
import { findingDocument } from "../../actions/finding-document.ts";
import { proposedName } from "../../actions/proposed-name.ts";
import type { Finding } from "../../core/finding.ts";
import type { RenameWish } from "../../core/rename.ts";
import { autoProject } from "../../project/auto-project.ts";
import type { Comparison } from "../../project/compare.ts";
import { toolVersion } from "../../settings/tool-version.ts";
import { type DraftedMigration, draftMigration, type NewMigrationOptions } from "../../sources/scaffold.ts";
import { writeNew } from "../../sources/write-new.ts";
import { askRenames } from "../ask-renames.ts";
import type { Result } from "../command.ts";
import type { Context } from "../context.ts";
import { withComparison } from "../with-comparison.ts";
import { stepDocument } from "./schema-result.ts";

export interface NewAuto {
  /** Undefined where the changes are to name it. */
  readonly name: string | undefined;
  readonly files: Omit<NewMigrationOptions, "name" | "body">;
  readonly renames: readonly RenameWish[];
  readonly assumeEmpty: boolean;
}

export async function newAuto(context: Context, wish: NewAuto): Promise<Result> {
  return withComparison(context, async (comparison) => {
    const [from, to] = [comparison.migrations(() => true), await comparison.source("schema")];
    const { report, made } = await writeProved(context, comparison, { ...wish, from, to });
    return result(report, made);
  });
}

export interface ProvedWish extends NewAuto, Pick<AutoOptions, "from" | "to" | "given"> {}

/** Writes the files when they are proved; nothing where nothing differs. Closes both sides. */
export async function writeProved(
  context: Context,
  comparison: Comparison,
  wish: ProvedWish,
): Promise<{ readonly report: AutoReport; readonly made: DraftedMigration | undefined }> {
  const settings = await context.settings();
  const { signal, variables } = context;
  const options = { settings, report: context.report, signal, variables, toolVersion: toolVersion() };
  const drafted = (draft: MigrationDraft): DraftedMigration => {
    const name = wish.name ?? proposedName(draft.changes);
    return draftMigration({ ...wish.files, name, body: draft });
  };
  const project = autoProject({ options, comparison, files: (draft) => drafted(draft).files });
  try {
    const report = await autogenerate(project, {
      ...wish,
      versioned: comparison.migrations(({ repeatable }) => !repeatable),
      // Their statements share a transaction, so what cannot be in one is not written.
      assumeEmpty: wish.assumeEmpty || settings.transaction === "all",
      ask: (changes, known) => askRenames(context, changes, known),
    });
    const made = report.draft && drafted(report.draft);
    if (made) writeNew(made.files);
    tell(context, report, made);
    return { report, made };
  } finally {
    await wish.from.close();
    await wish.to.close();
    project.close();
  }
}

function tell(
  { report }: Context,
  { steps, parts, findings }: AutoReport,
  made: DraftedMigration | undefined,
) {
  const note = ({ message, hint, at }: Pick<Finding, "message" | "hint" | "at">) => {
    const place = at ? `${[at.file, at.line].filter((part) => part !== undefined).join(":")}: ` : "";
    report({ type: "note", message: `${place}${message}`, ...(hint === undefined ? {} : { hint }) });
  };
  for (const finding of [...findings, ...(made?.notes ?? [])]) if (finding.severity !== "note") note(finding);
  for (const { losesData, text } of steps) {
    if (losesData !== undefined) note({ message: `loses data: ${losesData}: ${text.split("\n", 1)[0]}` });
  }
  for (const [index, direction] of (["up", "down"] as const).entries()) {
    const [count, file] = [parts?.[direction] ?? 1, made?.files[index]?.shown];
    if (count > 1 && file !== undefined)
      note({ message: `${file} is not atomic: ${count} parts that commit one by one` });
  }
}

export function result(
  { changes, steps, rollback, findings }: AutoReport,
  made: DraftedMigration | undefined,
): Result {
  const files = made?.files.map(({ shown }) => shown) ?? [];
  const same = findings.some(({ severity }) => severity !== "note") ? ", as far as it was compared" : "";
  return {
    document: {
      version: made?.version ?? null,
      name: made?.name ?? null,
      files,
      changes: changes.map(changeDocument),
      steps: steps.map(stepDocument),
      rollback: rollback.map(stepDocument),
      findings: findings.map(findingDocument),
    },
    text: () =>
      made
        ? files.map((file) => `wrote ${file}\n`).join("")
        : `the migrations give the desired schema${same}: nothing was written\n`,
  };
}
