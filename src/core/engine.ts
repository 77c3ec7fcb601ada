// The ports between what a person asks for (actions) and an engine: how scripts are read and how a database is worked.
import type { DatabaseSaid, GodwitError, Location } from "./errors.ts";
import type { Blocker, Direction, Reporter } from "./event.ts";
import type { Foresight } from "./foresight.ts";
import type { ChainState, HistoryRecord, HistoryState, LogEntry, LogLine } from "./history.ts";
import type { ItemPreview } from "./item-preview.ts";
import type { ItemDifference, ItemProofs } from "./item-proof.ts";
import type { Migration, Script } from "./migration.ts";
import type { Observation } from "./observation.ts";
import type { Part, Program, Step } from "./step.ts";

/**
 * A connection to a database, as a driver makes it: it runs the engine's operations, one at a time.
 * `Op` is the engine's operation (a piece of SQL, an API call) and `Answer` what comes back.
 */
export interface Session<Op, Answer> {
  run(op: Op): Promise<Answer>;
  close(): Promise<void>;
}

/** How a driver connects. */
export interface Driver<S> {
  readonly name: string;
  connect(): Promise<S>;
}

export interface ReadOptions {
  /** Which function of a TypeScript migration is meant. */
  readonly direction: Direction;
  /** Declared names and their values for `${name}`. */
  readonly placeholders: Readonly<Record<string, string>>;
  /** How to cut what the server refused on the first try: step index to reason. */
  readonly recut?: ReadonlyMap<number, Recut>;
}

/** `alone`: the server refuses this step inside a transaction. `commit-before`: it needs earlier steps committed. */
export type Recut = "alone" | "commit-before";

/** Which database this is, without secrets. */
export interface DatabaseIdentity {
  readonly engine: string;
  /** Database or table name. */
  readonly name: string;
  readonly host: string;
  readonly version: string;
}

/** Who runs, for history, log and lock. */
export interface RunIdentity {
  readonly runId: string;
  readonly who: string;
  readonly host: string;
  readonly pid: number;
  readonly gitSha: string | null;
  readonly toolVersion: string;
}

/** What an engine knows without a database. */
export interface Engine {
  readonly name: string;
  /** Opening starts no server and asks nobody, so it may be done before it is known that it is needed. */
  readonly opensFreely?: boolean;
  /** Loads what `fingerprint` needs (a parser, say); call it once before. */
  prepare(): Promise<void>;
  /** Hash of a script's meaning (ruling 15). */
  fingerprint(script: Script, placeholders: Readonly<Record<string, string>>): string;
  /** Cuts a script into steps and parts; throws where it cannot be run. */
  read(script: Script, header: Migration["header"], options: ReadOptions): Promise<Program>;
  /** What is known of a step that `read` made, before it runs; absent where the engine knows nothing. */
  foresee?(step: Step): Foresight;
  /** Makes steps of `Requires` headers: conditions, or queries whose first column must be true. */
  conditions(requires: readonly string[], file: string): readonly Step[];
  /** Takes secrets out of a script's text; a text that comes back different cannot be kept to run it later. */
  mask(text: string): string;
  /** Takes secrets and users' data out of an error before it is kept. */
  maskError(text: string): string;
  /** Opens the database; cheap, takes no lock and writes nothing. */
  open(options: OpenOptions): Promise<Database>;
  /** A run that is written down for somebody else to do; absent where nothing can be written that does the same. */
  written?(run: RunIdentity, leaseMs: number): Promise<Writing>;
  /** Makes an empty database beside this one, to take its place; absent where there is no such thing. */
  rebuild?(): Promise<Rebuild>;
}

/** Ends in one way or the other. */
export interface Rebuild {
  /** On the new database. */
  readonly engine: Engine;
  /** Ends the sessions of the old database and drops it. */
  takePlace(): Promise<void>;
  discard(): Promise<void>;
}

/** What is done under `held` is put into a script. */
export interface Writing {
  readonly held: Held;
  /** A line for whoever reads the script. */
  remark(text: string): void;
  text(start: ScriptStart): string;
}

/** What a script does, and the history that it is for. */
export interface ScriptStart {
  readonly title: string;
  readonly direction: Direction;
  /** The version before the first one; null for a database without a history. */
  readonly after: string | null;
  readonly versions: readonly string[];
}

export interface OpenOptions {
  readonly run: RunIdentity;
  readonly report: Reporter;
  /** Nothing may be written through it: the connection itself refuses. */
  readonly readOnly?: boolean;
  /** Ends the patience with a server that is full or starting. */
  readonly signal?: AbortSignal;
}

/** An opened database. Reading needs nothing; writing goes through a lock. */
export interface Database {
  identify(): Promise<DatabaseIdentity>;
  /** Begins to connect and to read, for the next `history()`. What goes wrong is thrown there. */
  ahead?(): void;
  /** History and lease in one look; writes nothing. */
  history(): Promise<HistoryState>;
  /** Newest `limit` lines of the log, of one version or of all, newest first. */
  log(limit: number, version?: string): Promise<readonly LogLine[]>;
  /** Follows the log's chain from the first line to the last. */
  verifyLog(): Promise<ChainState>;
  /** One try: null when somebody else holds it. `ifFree` never waits. */
  tryLock(options: LockOptions): Promise<LockAttempt>;
  /** Ends the lease of a holder that is dead; STILL_HELD when it lives and `force` is not given. */
  unlock(options: { readonly force: boolean; readonly reason: string }): Promise<LockHolder | null>;
  /** Runs a step without writing, and answers what it would do; absent where the engine rehearses in another way. */
  preview?(order: PreviewOrder): Promise<ItemPreview>;
  /** Proves migrations of items without any table; absent where shadows do that. */
  proveItems?(order: ProveOrder): Promise<ItemProofs>;
  /** Whether nothing of the application's is there yet; absent where a fresh install needs no such question. */
  isEmpty?(): Promise<boolean>;
  /** Compares what is there with what a fresh deployment's items are. */
  itemDrift?(init: Step, signal: AbortSignal): Promise<readonly ItemDifference[]>;
  /** Takes a share of a step that another process runs; absent where steps cannot be shared. Answers of how many items. */
  assist?(order: AssistOrder): Promise<number>;
  /** Looks at connection, rights and surroundings. */
  examine(): Promise<readonly Examination[]>;
  /** The statements that grant the least rights to migrator and application. */
  grants(): Promise<string>;
  close(): Promise<void>;
}

export interface PreviewOrder {
  readonly step: Step;
  readonly migration: Pick<Migration, "version" | "name">;
  readonly signal: AbortSignal;
  /** Chooses the sample of what is too large to be read whole. */
  readonly seed: number;
}

export interface ProveOrder {
  /** The items of the last release's fresh deployment, where that is known: what the migrations begin with. */
  readonly base: Step | null;
  readonly init: Step | null;
  readonly migrations: readonly {
    readonly version: string;
    readonly name: string;
    readonly up: Step;
    readonly down: Step | null;
  }[];
  readonly signal: AbortSignal;
  readonly seed: number;
}

export interface AssistOrder {
  readonly step: Step;
  readonly migration: Pick<Migration, "version" | "name">;
  readonly report: Reporter;
  readonly signal: AbortSignal;
  readonly leaseMs: number;
}

export interface Examination {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly hint?: string;
}

export interface LockOptions {
  readonly purpose: string;
  /** How long a holder may be silent before it is taken for dead. */
  readonly leaseMs: number;
  /** Of a shadow: transactions are not written to the history, but fail where its tables are no longer there. */
  readonly unrecorded?: boolean;
}

/** The other side of the lock: who has it. */
export interface LockHolder {
  readonly runId: string;
  readonly who: string;
  readonly host: string;
  readonly pid: number;
  readonly purpose: string;
}

export type LockAttempt =
  | { readonly held: Held }
  | { readonly holder: LockHolder /** Poll again after this long. */; readonly againMs: number };

/** The lock, held. Everything that writes is here, so nothing can write without it. */
export interface Held {
  /** Aborts when the lock or the server is lost; its reason is the GodwitError to end with. */
  readonly lost: AbortSignal;
  /** Fence of this lease, for people. */
  readonly fence: string;
  /** Throws where what this database is reached through cannot run the program: asked before its first step. */
  admit(program: Program): Promise<void>;
  /** Starts work on one migration: session reset, role set, done session steps repeated. */
  work(order: WorkOrder): Work;
  /** Changes records outside a migration (stamp, forget, repair, skip) together with log lines, atomically. */
  record(changes: readonly RecordChange[]): Promise<void>;
  /** One transaction for several migrations; absent where the engine has no such thing. */
  join?(): JointTransaction;
  release(): Promise<void>;
}

/** Begins with the first parcel. When a method throws, or a requirement is not true, all of it is rolled back. */
export interface JointTransaction {
  /** Runs one migration. Answers what of its requirements is not true. */
  run(parcel: Parcel): Promise<TestResult>;
  /** Writes history and log of all of them, and commits. */
  commit(changes: readonly RecordChange[]): Promise<void>;
}

/** A migration that shares its transaction with others. */
export interface Parcel {
  readonly order: WorkOrder;
  readonly requires: readonly Step[];
  /** None for a migration without statements. */
  readonly part: Part | undefined;
  /** The verify script's statements. */
  readonly checks: readonly Step[];
}

/** A line for the log and, with it, a record to write or to remove. */
export interface RecordChange {
  readonly put?: HistoryRecord;
  readonly remove?: string;
  readonly log: LogEntry;
}

export interface WorkOrder {
  readonly migration: Pick<Migration, "version" | "name">;
  /** How many steps the whole program has, for narration. */
  readonly steps: number;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** Upper bound of all waiting for locks in this migration, for steps that wait without blocking others. */
  readonly lockBudgetMs: number;
  /** Done steps that only set up the session and must be repeated on a resume. */
  readonly replay: readonly Step[];
  readonly report: Reporter;
  readonly signal: AbortSignal;
  readonly onBlocked: (blockers: readonly Blocker[], hidden: boolean, waitedMs: number) => void;
  /** Told what each step in a transaction did. It costs a question per step: for shadows only. */
  readonly observe?: ((seen: Observation) => void) | undefined;
}

/** Running the parts of one migration. Every method throws StepError or GodwitError. */
export interface Work {
  /**
   * Runs an atomic part and commits `after` with it; everything is rolled back when it throws. `checks` are the
   * statements of a verify script, run before the commit: one that is not true throws VERIFY_FAILED.
   */
  together(part: Part, after: RecordChange | null, checks?: readonly Step[]): Promise<void>;
  /** Writes that a step starts now, with what is needed to find its effect after a crash. */
  announce(step: Step, change: RecordChange): Promise<void>;
  /** Runs a step that cannot be in a transaction; the caller has announced it. `index` is its place in the program. */
  alone(step: Step, index: number): Promise<void>;
  /** Whether an announced step took effect; cleans up what a broken attempt left (an invalid index, say). */
  effect(step: Step, look: EffectLook): Promise<Effect>;
  /** Writes to history and log in a transaction of its own. */
  record(change: RecordChange): Promise<void>;
  /** Runs preconditions or a verify script and rolls back, always. */
  test(steps: readonly Step[]): Promise<TestResult>;
}

export interface EffectLook {
  /** What `announce` wrote into the details of the log's line. */
  readonly observed: Readonly<Record<string, unknown>>;
  /**
   * `refusal`: the database refused the step, so that what looks like its effect was there before it.
   * `interruption`: nobody knows how far it came.
   */
  readonly after: "refusal" | "interruption";
}

/** `how` is for people: what was found, and what was cleaned up. */
export interface Effect {
  readonly took: "yes" | "no" | "unknown";
  readonly how: string;
}

export type TestResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly step: Step;
      readonly message: string;
      readonly at: Location;
      /** What the database said, where it refused the statement. */
      readonly database?: DatabaseSaid;
    };

/** A step failed; the transaction around it, where there was one, is rolled back. */
export class StepError extends Error {
  /** Index in the program; -1 when it was our own bookkeeping. */
  readonly step: number;
  readonly verdict: Verdict;
  readonly at: Location | undefined;
  readonly database: DatabaseSaid | undefined;

  constructor(step: number, message: string, about: StepFailure) {
    super(message, { cause: about.cause });
    this.name = "StepError";
    this.step = step;
    this.verdict = about.verdict;
    this.at = about.at;
    this.database = about.database;
  }
}

export interface StepFailure {
  readonly verdict: Verdict;
  readonly cause: unknown;
  readonly at?: Location | undefined;
  readonly database?: DatabaseSaid | undefined;
}

/**
 * What to do about a failed step: try the part again after a pause, cut the program differently,
 * or give up. `lost` means that connection or lock are gone and nothing more can be written.
 */
export type Verdict =
  | { readonly do: "retry"; readonly reason: string }
  | { readonly do: "recut"; readonly as: Recut }
  | { readonly do: "fail" }
  | { readonly do: "lost"; readonly error: GodwitError };
