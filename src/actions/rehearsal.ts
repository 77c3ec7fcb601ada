// A shadow on which single migrations run up and down, by the engine that runs them on the target.
import type { Database, Held } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Schema, SchemaReading } from "../core/fact.ts";
import type { Foresight } from "../core/foresight.ts";
import type { HistoryRecord } from "../core/history.ts";
import type { Migration, Script } from "../core/migration.ts";
import { isUntouched } from "../core/progress.ts";
import type { QueryTrial } from "../core/query-trial.ts";
import type { RowPrints } from "../core/row-print.ts";
import type {
  Contents,
  Fillable,
  SchemaSource,
  SchemaText,
  Shadow,
  Skipped,
  Unfilled,
} from "../core/schema-database.ts";
import type { Step } from "../core/step.ts";
import { versionKey } from "../core/version.ts";
import { type PathStart, without } from "../core/without.ts";
import { applyOne, applyTask, type Bench } from "./apply-one.ts";
import { revertOne } from "./down.ts";
import { prepare } from "./prepare.ts";
import type { Project } from "./project.ts";
import type { Task, Watch } from "./task.ts";

/** What a migration, or its rollback, did on the shadow. `steps` is how many statements it has. */
export type Rehearsed =
  | { readonly ok: true; readonly steps: number; readonly executionTimeMs: number }
  | {
      readonly ok: false;
      readonly error: GodwitError;
      /** The shadow is in the state before; where it is not, go on with a copy made earlier. */
      readonly undone: boolean;
    };

/** Where rehearsals come from: each on an empty shadow that fits what the migrations need. */
export interface Rehearsals {
  /** What is left of retired files is there already, unless the shadow is to be bare. */
  open(migrations: readonly Migration[], options?: { readonly bare?: boolean }): Promise<Rehearsal>;
  /** The same on a shadow in the state of a source. */
  openFrom(source: SchemaSource, migrations: readonly Migration[]): Promise<Rehearsal>;
}

/** A shadow and a project whose engine works on it. */
export interface Stage {
  readonly shadow: Shadow;
  /** Its engine leaves out what a shadow must not do, and tells `skipped`. */
  readonly project: Project;
  readonly skipped: readonly Skipped[];
  /** An extension is lacking: scripts run statement by statement, without what needs it. */
  readonly byStatement: boolean;
  /** The scripts change what belongs to the whole server, and the shadow has one of its own; a copy would share it. */
  readonly isAlone: boolean;
  /** Roles that were made before the scripts, which name them and do not make them. */
  readonly givenRoles: readonly string[];
  /** What is no part of the schema. */
  readonly own: readonly PathStart[];
  /** Whose ownership is no fact. */
  readonly owner: string;
  /** The script as desired state is loaded. */
  text(script: Script): SchemaText;
  /** The same for another shadow. */
  on(shadow: Shadow): Stage;
}

export interface ReadWishes {
  readonly notNullNames?: boolean;
  /** Roles, too, where they are the shadow's own. */
  readonly roles?: boolean;
}

export class Rehearsal {
  readonly #stage: Stage;
  readonly #records: Map<string, HistoryRecord>;
  readonly #notRun: Skipped[] = [];
  #follow: (() => Promise<Schema>) | undefined;
  #trial: Promise<QueryTrial> | undefined;
  /** What was asked of rows since something ran that may have changed those of any table. */
  readonly #asked = new Set<"prints" | "counts">();
  #open: { readonly database: Database; readonly held: Held } | undefined;

  /** Records are of what has run on this shadow already. */
  constructor(stage: Stage, records: ReadonlyMap<string, HistoryRecord> = new Map()) {
    this.#stage = stage;
    this.#records = new Map(records);
  }

  get isAlone(): boolean {
    return this.#stage.isAlone;
  }

  get givenRoles(): readonly string[] {
    return this.#stage.givenRoles;
  }

  get shadow(): Shadow {
    return this.#stage.shadow;
  }

  /** What was left out until now, and why: nothing is claimed of it (ruling 19). */
  get skipped(): readonly Skipped[] {
    return [...this.#stage.skipped, ...this.#notRun];
  }

  /** Runs the migration. Its verify script and its requirements are not asked: they are about the target's rows. */
  async up(whole: Migration, watch?: Watch): Promise<Rehearsed> {
    const { verify: _verify, ...migration } = whole;
    return this.#run(migration, migration.up, async (bench) => {
      const { version, name } = migration;
      const prepared = await prepare(bench.project, migration);
      await bench.project.engine.prepare();
      const due = { version, name, standing: "pending" as const, migration };
      const task: Task = { ...applyTask(bench, { due, prepared }), watch: this.#watched(watch) };
      const ran = await applyOne(bench, due, task);
      const record = task.done(prepared.program.steps, ran.executionTimeMs);
      if (record) this.#records.set(version, record);
      return ran;
    });
  }

  /** Runs the rollback file of a migration that has run here; NO_ROLLBACK where it has none. */
  async down(migration: Migration): Promise<Rehearsed> {
    const { version, name } = migration;
    return this.#run(migration, migration.down, async (bench) => {
      const record = this.#records.get(version);
      if (!record) throw new GodwitError("VERSION_UNKNOWN", `${name} has not run on this shadow`);
      const ran = await revertOne(
        bench,
        { version, name, standing: "applied", migration, record },
        this.#watched(),
      );
      this.#records.delete(version);
      return ran;
    });
  }

  #watched(watch?: Watch): Watch {
    return {
      ...watch,
      cut: (program) => {
        if (!program.steps.every((step) => this.foresee(step)?.confined)) this.#asked.clear();
        watch?.cut(program);
      },
    };
  }

  /** What the shadow's own history says; what ran here is not in it. */
  async records(): Promise<readonly HistoryRecord[]> {
    return (await (await this.#bench()).database.history()).records;
  }

  /** The same trial each time. */
  tryQueries(texts: readonly SchemaText[]): Promise<QueryTrial> {
    this.#trial ??= this.shadow.tryQueries(texts);
    return this.#trial;
  }

  /** What is known of a step of what has run here. */
  foresee(step: Step): Foresight | undefined {
    return this.#stage.project.engine.foresee?.(step);
  }

  /** The schema as it is now. */
  async read({ notNullNames = true, roles = false }: ReadWishes = {}): Promise<Schema> {
    const { shadow, own, owner, isAlone } = this.#stage;
    // What the history makes beside its tables is there from the beginning, or it would look like the migration's.
    await this.#bench();
    return without((await shadow.read({ owner, notNullNames, roles: roles && isAlone })).schema, own).schema;
  }

  /**
   * The same without the names of plain NOT NULLs, with roles where they are the shadow's own, and only what may have changed since the last time is read: to be
   * compared, not to be planned from, since needs are not complete.
   */
  async reread(): Promise<Schema> {
    const { shadow, own, owner, isAlone } = this.#stage;
    await this.#bench();
    this.#follow ??= await shadow.follow({ owner, notNullNames: false, roles: isAlone });
    return without(await this.#follow(), own).schema;
  }

  /** Puts generated rows into tables that have none. */
  fill(which: Fillable = {}): Promise<readonly Unfilled[]> {
    this.#asked.clear();
    return this.shadow.fill({ ...which, except: new Set([...(which.except ?? []), ...this.#ownTables()]) });
  }

  /** Takes all rows out of these tables; false, and nothing is done, where rows of others refer to them. */
  empty(tables: readonly string[]): Promise<boolean> {
    this.#asked.clear();
    return this.shadow.empty(tables);
  }

  /** What the rows of all tables are like. */
  rowPrints(): Promise<RowPrints> {
    const anywhere = !this.#asked.has("prints");
    this.#asked.add("prints");
    return this.shadow.rowPrints(this.#ownTables(), anywhere);
  }

  /** Remembers all rows; the function tells which tables and columns lost some of them since. */
  watchRows(): Promise<() => Promise<readonly string[]>> {
    return this.shadow.watchRows(this.#ownTables());
  }

  /** How many rows the tables have that may have some, and how many values each of their columns. */
  countRows(): Promise<RowPrints> {
    const anywhere = !this.#asked.has("counts");
    this.#asked.add("counts");
    return this.shadow.countRows(this.#ownTables(), anywhere);
  }

  /** All rows that are there, and counters. */
  contents(): Promise<Contents> {
    return this.shadow.contents(this.#ownTables());
  }

  /** The same as statements. */
  writtenContents(): Promise<readonly string[]> {
    return this.shadow.writtenContents(this.#ownTables());
  }

  /** The schema with all that a script of it must say, such as the names of constraints. */
  async readWhole(): Promise<SchemaReading> {
    const { shadow, own, owner } = this.#stage;
    const reading = await shadow.read({ owner });
    return { ...reading, schema: without(reading.schema, own).schema };
  }

  /** Another rehearsal in the same state, history and rows included. The caller closes it. */
  async copy(): Promise<Rehearsal> {
    await this.#leave();
    this.#follow = undefined;
    this.#trial = undefined;
    this.#asked.clear();
    return new Rehearsal(this.#stage.on(await this.#stage.shadow.copy()), this.#records);
  }

  /** Drops the shadow. */
  async close(): Promise<void> {
    // The shadow goes, and the lock with it.
    await this.#leave().catch(() => undefined);
    await this.#stage.shadow.close();
  }

  async #run(
    { version, name, up }: Migration,
    script: Script | undefined,
    work: (bench: Bench) => Promise<{ readonly steps: number; readonly executionTimeMs: number }>,
  ): Promise<Rehearsed> {
    if (this.#stage.byStatement && script?.language === "sql") return this.#byStatement(script);
    if (this.#stage.byStatement && up.language === "module") return this.#moduleLeftOut(name, up);
    const { project } = this.#stage;
    const bench = await this.#bench();
    try {
      const { steps, executionTimeMs } = await work(bench);
      return { ok: true, steps, executionTimeMs };
    } catch (error) {
      if (!(error instanceof GodwitError) || bench.held.lost.aborted || project.signal.aborted) throw error;
      this.#asked.clear();
      const key = versionKey(version);
      const { records } = await bench.database.history();
      const record = records.find((one) => versionKey(one.version) === key);
      // A rollback that was refused whole leaves the migration applied; a migration, a line that says so.
      const undone = record === undefined || record.success || isUntouched(record);
      return { ok: false, error, undone };
    }
  }

  async #byStatement(script: Script): Promise<Rehearsed> {
    this.#asked.clear();
    const start = performance.now();
    try {
      const { skipped } = await this.shadow.load([this.#stage.text(script)]);
      this.#notRun.push(...skipped);
      return { ok: true, steps: 0, executionTimeMs: Math.round(performance.now() - start) };
    } catch (error) {
      if (!(error instanceof GodwitError) || this.#stage.project.signal.aborted) throw error;
      return { ok: false, error, undone: false };
    }
  }

  #moduleLeftOut(name: string, { file }: Script): Rehearsed {
    const message = `${name} is not run, since an extension is not available: what it does is not compared`;
    this.#notRun.push({ rule: "shadow-extension", severity: "warning", message, at: { file } });
    return { ok: true, steps: 0, executionTimeMs: 0 };
  }

  #ownTables(): ReadonlySet<string> {
    return new Set(this.#stage.own.map((path) => path.join(".")));
  }

  async #bench(): Promise<Bench> {
    const { project } = this.#stage;
    this.#open ??= await this.#enter();
    return { project, ...this.#open };
  }

  async #enter(): Promise<{ readonly database: Database; readonly held: Held }> {
    const { project } = this.#stage;
    const database = await project.engine.open(project);
    const { leaseMs } = project.settings;
    const attempt = await database.tryLock({ purpose: "rehearsal", leaseMs, unrecorded: true });
    if ("held" in attempt) return { database, held: attempt.held };
    await database.close();
    throw new GodwitError("LOCKED", `the shadow is held by ${attempt.holder.who}`);
  }

  async #leave(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.held.release();
    await open?.database.close();
  }
}
