// What `up` would do where there is no shadow to rehearse on: the steps, and what is known of statements like them.
import { sha256 } from "../core/digest.ts";
import type { Step } from "../core/step.ts";
import type { Project } from "./project.ts";
import { type UpOptions, up } from "./up.ts";

/** The fields of CONTRACT section 5; every lock is `known`, none `observed`. Throws as `up` does. */
export async function foreseenPlan(project: Project, options: Omit<UpOptions, "dryRun">) {
  const { migrations } = await up(project, { ...options, dryRun: true });
  const described = migrations.map(({ version, name, program }) => ({
    version,
    name,
    parts: program?.parts.length ?? 0,
    steps: (program?.parts ?? []).flatMap(({ atomic, steps }, part) =>
      steps.map((step) => ({ ...stepOf(project, step), part, transaction: transactionOf(atomic, steps) })),
    ),
  }));
  const hashes = migrations.map(({ version, program }) => [version, program?.steps.map(({ hash }) => hash)]);
  return {
    digest: sha256(JSON.stringify(hashes)),
    rehearsed: false,
    migrations: described,
    findings: [
      {
        rule: "not-rehearsed",
        severity: "note",
        message: "there is no shadow here: locks are those that such statements are known to take",
        hint: "run `godwit plan` where an embedded server can be started, in CI for example",
      },
    ],
    approvals: [],
  };
}

function transactionOf(atomic: boolean, steps: readonly Step[]): "shared" | "own" | "none" {
  if (!atomic) return "none";
  return steps.length > 1 ? "shared" : "own";
}

function stepOf({ engine }: Project, step: Step) {
  const { text, at } = step;
  const foreseen = engine.foresee?.(step);
  const [strongest] = foreseen?.locks ?? [];
  return {
    sql: text,
    file: at.file,
    line: at.line ?? null,
    column: at.column ?? null,
    lock: strongest?.mode ?? null,
    lockSource: strongest ? "known" : null,
    relation: strongest ? strongest.relation.join(".") : null,
    rewrites: foreseen?.rewrites ?? false,
    scans: foreseen?.scans ?? false,
    losesData: foreseen?.losesData ?? null,
  };
}
