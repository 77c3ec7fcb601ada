// Writes a migration and its rollback from the difference between two schemas, and proves the files as written.
import { type Change, diff as difference } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import type { FactKey } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { Migration } from "../core/migration.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { RenameWish } from "../core/rename.ts";
import type { SchemaSource, Shadow, ShadowOptions } from "../core/schema-database.ts";
import { without } from "../core/without.ts";
import { compared, type Found } from "./diff.ts";
import type { DiffProject } from "./diff-project.ts";
import { commented, migrationText } from "./migration-text.ts";
import { rolesMissing } from "./proved-plan.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { renameOnShadow } from "./rename-on-shadow.ts";
import { repeatedIn } from "./repeated.ts";
import { readSides, type Sides } from "./sides.ts";
import { type Proved, proveWritten, type WrittenFiles } from "./written-proof.ts";

export interface AutoProject extends DiffProject {
  /** Reads both directions as files of the project's folder are read, in files that nobody sees. */
  write(draft: MigrationDraft): Promise<WrittenFiles>;
  /** Runs migrations on a shadow on which others have run, by the engine that runs them everywhere. */
  rehearsal(shadow: Shadow): Rehearsal;
}

/** What the files hold below their headers. */
export interface MigrationDraft {
  readonly changes: readonly Change[];
  readonly up: string;
  readonly down: string;
}

export interface AutoOptions {
  readonly from: SchemaSource;
  readonly to: SchemaSource;
  /** The first side without its repeatables: on a fresh database they come after this migration. */
  readonly versioned: SchemaSource;
  readonly renames: readonly RenameWish[];
  /** Nobody uses the tables: the plain forms are taken. */
  readonly assumeEmpty: boolean;
  /** Statements that somebody wrote: they are proved, and nothing is planned. */
  readonly given?: Pick<MigrationDraft, "up" | "down"> | undefined;
  /** Renames that a person says yes to, beside those that are known. */
  ask(changes: readonly Change[], known: readonly RenameWish[]): Promise<readonly RenameWish[]>;
}

export interface AutoReport {
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep[];
  readonly rollback: readonly PlannedStep[];
  readonly findings: readonly Finding[];
  /** What commits one by one, of each direction; absent where nothing differs, like the draft. */
  readonly parts?: WrittenFiles["parts"];
  readonly draft?: MigrationDraft;
}

/** Throws PLAN_NOT_PROVED, PLAN_FAILED, PLAN_CIRCLE, RENAME_UNKNOWN, and what a run of the files throws. */
export async function autogenerate(project: AutoProject, options: AutoOptions): Promise<AutoReport> {
  const sides = await readSides(project, options);
  const found = withRepeatables(sides, compared(sides, project.own));
  const { findings } = found;
  const differences = difference(found.from, found.to);
  const { given } = options;
  if (differences.length === 0 && !given) return { changes: [], steps: [], rollback: [], findings };
  const known = [...options.renames, ...sides.renames];
  const renames = given ? [] : [...known, ...(await options.ask(differences, known))];
  const open = new Set<Shadow>();
  const stages: Rehearsal[] = [];
  const stageOn = (shadow: Shadow): Rehearsal => {
    const stage = project.rehearsal(shadow);
    stages.push(stage);
    return stage;
  };
  try {
    const wish = { options, sides, found, renames, open };
    const plans = given ? await unplanned(wish, differences) : await bothWays(project, wish);
    const { changes, up, down } = plans;
    const repeated = repeatedIn(sides.before);
    const texts = (comments: Proved["comments"]): MigrationDraft =>
      given
        ? { changes, up: commented(given.up, comments.up), down: commented(given.down, comments.down) }
        : {
            changes,
            up: migrationText(up, { made: found.to, comments: comments.up, repeated }),
            down: migrationText(down, {
              made: found.from,
              comments: comments.down,
              repeated,
              lostBefore: lossesOf(up),
            }),
          };
    const written = await project.write(texts({ up: [], down: [] }));
    const proof = await proveWritten(written, {
      ...found,
      repeated,
      owner: sides.before.owner,
      owners: [sides.after.owner],
      stage: stageOn(plans.shadow),
      again: async () => stageOn(await plans.rebuild()),
    });
    if (up.some(({ fact }) => repeated.has(fact))) {
      const fresh = await options.versioned.rebuild(plans.needs);
      open.add(fresh);
      await runFresh(stageOn(fresh), written.migration);
    }
    const draft = texts(proof.comments);
    await insistOnMeaning(project, written, draft);
    const { parts } = written;
    return { changes, steps: up, rollback: down, parts, findings: [...findings, ...proof.findings], draft };
  } finally {
    await Promise.all([...stages].map((stage) => stage.close()));
    await Promise.all([...open].map((shadow) => shadow.close()));
  }
}

interface Wish {
  readonly options: AutoOptions;
  readonly sides: Sides;
  readonly found: Found;
  readonly renames: readonly RenameWish[];
  /** Shadows to close in the end. */
  readonly open: Set<Shadow>;
}

interface Plans {
  readonly changes: readonly Change[];
  readonly up: readonly PlannedStep[];
  readonly down: readonly PlannedStep[];
  /** On which the migrations have run, and nothing else. */
  readonly shadow: Shadow;
  readonly needs: ShadowOptions;
  rebuild(): Promise<Shadow>;
}

/** Nothing is planned: the state before is all that is needed. */
async function unplanned({ options, sides, open }: Wish, changes: readonly Change[]): Promise<Plans> {
  const needs = sides.shadow;
  const rebuild = async () => {
    const shadow = await options.from.rebuild(needs);
    open.add(shadow);
    return shadow;
  };
  const shadow = sides.before.shadow ?? (await rebuild());
  return { changes, up: [], down: [], shadow, needs, rebuild };
}

async function bothWays(
  project: AutoProject,
  { options, sides, found, renames, open }: Wish,
): Promise<Plans> {
  const { engine, shadows } = project;
  const { before, shadow: given } = sides;
  const rebuild = async (wanted: ShadowOptions) => {
    const shadow = await options.from.rebuild(wanted);
    open.add(shadow);
    return shadow;
  };
  const shadow = before.shadow ?? (await rebuild(given));
  const major = Number.parseInt((await shadow.identify()).version, 10);
  const hasRows = () => !options.assumeEmpty;
  // The shadow of the migrations stays as it is: renames are made on another one.
  const other = renames.length > 0 ? await shadow.copy() : undefined;
  if (other) open.add(other);
  const renamed = other && (await renameOnShadow(other, engine, { ...found, renames, before }));
  const forth = engine.plan(renamed?.schema ?? found.from, found.to, { major, hasRows });
  const first = renamed?.steps ?? [];
  const needs = (await rolesMissing(shadows, [...first, ...forth.steps], sides)) ?? given;
  let wanted = found.to;
  if (other && renamed) {
    const there = needs === given ? other : await rebuild(needs);
    if (there !== other) await there.apply(first);
    await there.apply([...forth.steps, ...renamed.undo]);
    wanted = without((await there.read({ owner: before.owner })).schema, found.leftOut).schema;
  }
  const back = engine.plan(wanted, found.from, { major, hasRows });
  return {
    changes: [...(renamed?.changes ?? []), ...forth.changes],
    up: [...first, ...forth.steps],
    down: [...(renamed?.undo ?? []), ...back.steps],
    shadow: needs === given ? shadow : await rebuild(needs),
    needs,
    rebuild: () => rebuild(needs),
  };
}

/** On a fresh database repeatables come last, and what they make is not there yet. */
async function runFresh(stage: Rehearsal, migration: Migration): Promise<void> {
  const rehearsed = await stage.up(migration);
  if (rehearsed.ok) return;
  throw new GodwitError(
    "PLAN_FAILED",
    `on a fresh database the migration fails: ${rehearsed.error.message}`,
    {
      hint: "nothing was written; it makes again what a repeatable makes from another: change both by hand",
    },
  );
}

/** What a repeatable makes and the desired schema wants otherwise is the repeatable's to change. */
function withRepeatables({ before }: Sides, found: Found): Found {
  const repeated = repeatedIn(before);
  if (repeated.size === 0) return found;
  const to = new Map(found.to);
  const findings: Finding[] = [];
  const warn = (message: string) => findings.push({ rule: "repeatable", severity: "warning", message });
  for (const change of difference(found.from, found.to)) {
    if (change.type === "create" || !repeated.has(change.from.key)) continue;
    const { key } = change.from;
    if (change.type === "alter") to.set(key, change.from);
    const [what, first] =
      change.type === "alter"
        ? ["differs from the desired schema", "change it there"]
        : ["needs what the desired schema has no longer", "change it there first"];
    warn(`${key} comes from a repeatable and ${what}: ${first}`);
  }
  return { ...found, to, findings: [...found.findings, ...findings] };
}

/** Comments are all that was added since the proof. */
async function insistOnMeaning(
  project: AutoProject,
  written: WrittenFiles,
  draft: MigrationDraft,
): Promise<void> {
  const { fingerprints } = await project.write(draft);
  if (fingerprints.join() === written.fingerprints.join()) return;
  throw new GodwitError("BUG", "the files with comments mean something else than those that were proved");
}

/** What each lost fact is lost with. */
function lossesOf(steps: readonly PlannedStep[]): ReadonlyMap<FactKey, string> {
  return new Map(
    steps.flatMap(({ fact, losesData }) => (losesData === undefined ? [] : [[fact, losesData] as const])),
  );
}
