// The ports of schema comparison: a database that can be read as facts, and the shadows on which plans are proved.

import type { Demand } from "./demand.ts";
import type { Change } from "./diff.ts";
import type { DatabaseIdentity } from "./engine.ts";
import type { Effects, Estimate, Extent, Pace } from "./estimate.ts";
import type { Fact, FactKey, Schema, SchemaReading } from "./fact.ts";
import type { Finding } from "./finding.ts";
import type { Included } from "./migration.ts";
import type { PlannedStep } from "./planned-step.ts";
import type { QueryTrial } from "./query-trial.ts";
import type { Rename, RenameWish } from "./rename.ts";
import type { RowPrints } from "./row-print.ts";
import type { PathStart } from "./without.ts";

/** A database whose schema is asked for; reading takes no lock that others could notice and writes nothing. */
export interface SchemaDatabase {
  identify(): Promise<DatabaseIdentity>;
  read(options?: ReadSchemaOptions): Promise<SchemaReading>;
  /** Facts that hold rows, partitioned parents of such too: there the forms that do not block are taken. */
  occupied(): Promise<ReadonlyMap<FactKey, Extent>>;
  /** What only this database can tell of changes: rows in the way, who uses what goes, who would be waited for. */
  ask(demand: Demand): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

export interface ReadSchemaOptions {
  /** The role that owns things unless said otherwise: its ownership is no fact. Found out when not given. */
  readonly owner?: string | undefined;
  /** What is no part of the schema, as `schema.name`: Godwit's own tables. */
  readonly except?: ReadonlySet<string> | undefined;
  /** Roles and memberships, which belong to the whole server. */
  readonly roles?: boolean;
  /** False: what a plain NOT NULL is called is no fact, as on servers before 18, where it has no name. */
  readonly notNullNames?: boolean;
}

/** A throw-away database in which anything may be run. Closing it drops it; so does the next shadow after a crash. */
export interface Shadow extends SchemaDatabase {
  /** With its password: for an engine that is to run migrations here. */
  readonly url: string;
  /** Who owns what is made here, unless said otherwise. */
  readonly user: string;
  /** Runs desired state. What cannot be run here is left out and said in the answer. Throws SQL_SYNTAX, SCHEMA_LOAD. */
  load(texts: readonly SchemaText[], options?: LoadOptions): Promise<LoadReport>;
  /** What of a schema cannot be made here, whatever is tried: the rest can be built without it. */
  lacking(schema: Schema): Promise<readonly Skipped[]>;
  /** The same for what texts make. */
  lackingFor(texts: readonly SchemaText[]): Promise<readonly Skipped[]>;
  /**
   * Gives a function that reads the schema again and again, each time only what may have changed; until the next copy.
   * What has not changed is the very same fact as before. Needs are those that a fact shows by itself.
   */
  follow(options?: ReadSchemaOptions): Promise<() => Promise<Schema>>;
  /** Puts generated rows into tables that have none. */
  fill(which?: Fillable): Promise<readonly Unfilled[]>;
  /** Takes all rows out of these tables, as `schema.name`; false, and nothing is done, where rows of others refer to them. */
  empty(these: readonly string[]): Promise<boolean>;
  /**
   * What the rows of all tables are like. `anywhere` is false where only tables whose definition has changed can have
   * other rows than when it was asked last.
   */
  rowPrints(except?: ReadonlySet<string>, anywhere?: boolean): Promise<RowPrints>;
  /** Remembers all rows; the function tells, in sentences, which tables and columns lost some of them since. */
  watchRows(except?: ReadonlySet<string>): Promise<() => Promise<readonly string[]>>;
  /** The same of tables that may have rows, with the number of a column's values instead of a hash of them. */
  countRows(except?: ReadonlySet<string>, anywhere?: boolean): Promise<RowPrints>;
  /** All rows and counters, but for those of `except`, as `schema.name`. A shadow holds few. */
  contents(except?: ReadonlySet<string>): Promise<Contents>;
  /** Statements that put all of that into an empty database with the same schema. */
  writtenContents(except?: ReadonlySet<string>): Promise<readonly string[]>;
  /** Queries of an application, to be tried now and later; until the next copy. Throws SQL_SYNTAX. */
  tryQueries(texts: readonly SchemaText[]): Promise<QueryTrial>;
  /** Runs a plan's steps; throws PLAN_FAILED with the step that the server refused. */
  apply(steps: readonly PlannedStep[]): Promise<void>;
  /** How fast its server is; takes about a second. */
  measurePace(): Promise<Pace>;
  /** Another in the same state, rows too. Nobody else may be connected to this one meanwhile. The caller closes it. */
  copy(): Promise<Shadow>;
}

/** Tables, as `schema.name`. */
export interface Fillable {
  readonly except?: ReadonlySet<string>;
  /** Only these and those that they refer to; all unless given. */
  readonly only?: ReadonlySet<string>;
}

/** The rows of a shadow, each as the JSON text of an object, sorted; and how far what counts has counted. */
export interface Contents {
  /** Names from the outside in, by those names with dots between. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly rows: ReadonlyMap<string, readonly string[]>;
  /** Null where nothing was counted yet. */
  readonly counters: ReadonlyMap<string, string | null>;
}

/** A table for which no valid row could be made: what is claimed of rows is not claimed of it (ruling 21). */
export interface Unfilled {
  /** Names from the outside in. */
  readonly path: readonly string[];
  readonly reason: string;
}

export interface SchemaText {
  readonly text: string | Uint8Array;
  readonly file: string;
  /** Declared names and their values for `${name}`. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** Reads what the text includes; without it includes are refused. */
  readonly include?: Included["include"];
}

export interface LoadOptions {
  /** `given`: in the order of the texts. `any`: what fails for want of something later is tried again after it. */
  readonly order?: "given" | "any";
}

export interface LoadReport {
  /** Statements that were not run, and why: what they make is not compared. */
  readonly skipped: readonly Skipped[];
  /** What repeatables make: it is kept where they are. */
  readonly repeated?: readonly PathStart[];
}

export interface Skipped extends Finding {
  /**
   * What the statement makes or changes: the beginning of a fact's path, where null stands for any name. Absent when it
   * is about nothing of its own.
   */
  readonly makes?: readonly (string | null)[];
}

/** Where shadows come from. */
export interface ShadowServer {
  /** What texts need of the shadow that they are to run on. Throws SQL_SYNTAX. */
  examine(texts: readonly SchemaText[]): Promise<ShadowNeeds>;
  /** A new, empty database. `major` is the target's; `ownCluster` where roles or other things of the server are made. */
  open(options: ShadowOptions): Promise<Shadow>;
  /** Drops what is still open, and lets go of the servers. */
  close(): Promise<void>;
}

export interface ShadowNeeds {
  readonly ownCluster: boolean;
  /** They change what belongs to the whole server, and do not only name it. */
  readonly changesServer: boolean;
  /** Roles that are named and not made. */
  readonly roles: readonly string[];
  /** Roles that the texts make themselves. */
  readonly makes: readonly string[];
  /** What the texts themselves say was called otherwise before. */
  readonly renames: readonly RenameWish[];
}

export interface ShadowOptions {
  /** Of the target; without one the major that comes with Godwit. */
  readonly major?: number | undefined;
  /** A server of its own, for what belongs to the whole server. */
  readonly ownCluster?: boolean;
  /** Roles to make in the server of its own, without rights: owners and grantees that things of the schema name. */
  readonly roles?: readonly string[];
}

/** What an engine knows of schemas without a database. */
export interface SchemaEngine {
  plan(from: Schema, to: Schema, options: PlanOptions): SchemaPlan;
  /** What a script makes, drops or renames, as far as its text tells. Throws SQL_SYNTAX and the like. */
  touched(text: SchemaText): Promise<Touched>;
  /** The steps that give things of this schema other names. */
  rename(
    renames: readonly Rename[],
    options: Pick<PlanOptions, "major"> & { readonly schema: Schema },
  ): readonly PlannedStep[];
  /** The steps that make a schema in an empty database, in the order in which it is read and reviewed. */
  write(schema: Schema, options: Pick<PlanOptions, "major">): readonly WrittenStep[];
  /** What of a schema `write` writes: the rest every server makes by itself, each major in its own way. */
  written(schema: Schema): Schema;
  /** What a fact is read with: of a part the whole, of what stands for itself itself. */
  home(fact: Fact, schema: Schema): Fact;
  /** Tells how long steps take on a database with this schema; null where nothing is known of a step. */
  estimator(schema: Schema, pace: Pace | null): Promise<(step: Effects) => Estimate | null>;
}

export interface WrittenStep extends PlannedStep {
  /** The fact under which it is read: of an index, its table. */
  readonly home: FactKey;
}

export interface Touched {
  /** Names without their schema: of the thing, or of the thing and what is inside of it. */
  readonly paths: readonly (readonly string[])[];
  /** Those of them that it makes. */
  readonly makes: readonly (readonly string[])[];
  /** Every word of what is only known when it runs. */
  readonly words: ReadonlySet<string>;
  /** It changes rows and no schema. */
  readonly onlyRows: boolean;
  /** It may run without an effect, or make what is there already. */
  readonly conditional: boolean;
}

/** One side of a comparison: a live database, SQL, migrations. */
export interface SchemaSource {
  /** For people, without secrets. */
  readonly title: string;
  /** Which database it is; null where it is elaborated on a shadow. */
  identify(): Promise<DatabaseIdentity | null>;
  /** What its texts need of a shadow. */
  needs(): Promise<ShadowNeeds>;
  /** `options` are for those that need a shadow. */
  read(options: ShadowOptions): Promise<SourceReading>;
  /** As `SchemaDatabase.ask`; absent where nobody works on it. */
  ask?(demand: Demand): Promise<readonly Finding[]>;
  /** A new shadow in this state, without rows that matter. The caller closes it. */
  rebuild(options: ShadowOptions): Promise<Shadow>;
  close(): Promise<void>;
}

export interface SourceReading extends SchemaReading, LoadReport {
  readonly occupied: ReadonlyMap<FactKey, Extent>;
  /** The shadow that it was read from, still in that state; the source closes it. */
  readonly shadow?: Shadow;
}

export interface PlanOptions {
  /** The server's major version. */
  readonly major: number;
  /** Whether a fact holds rows that somebody uses; nothing does unless given. */
  readonly hasRows?: (key: FactKey) => boolean;
}

export interface SchemaPlan {
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep[];
}
