// The ports of schema comparison: a database that can be read as facts, and the shadows on which plans are proved.

import type { Change } from "./diff.ts";
import type { DatabaseIdentity } from "./engine.ts";
import type { Location } from "./errors.ts";
import type { Schema, SchemaReading } from "./fact.ts";
import type { Finding } from "./finding.ts";
import type { PlannedStep } from "./planned-step.ts";

/** A database whose schema is asked for; reading takes no lock that others could notice and writes nothing. */
export interface SchemaDatabase {
  identify(): Promise<DatabaseIdentity>;
  read(options?: ReadSchemaOptions): Promise<SchemaReading>;
  close(): Promise<void>;
}

export interface ReadSchemaOptions {
  /** The role that owns things unless said otherwise: its ownership is no fact. Found out when not given. */
  readonly owner?: string;
  /** Roles and memberships, which belong to the whole server. */
  readonly roles?: boolean;
}

/** A throw-away database in which anything may be run. Closing it drops it; so does the next shadow after a crash. */
export interface Shadow extends SchemaDatabase {
  /** With its password: for an engine that is to run migrations here. */
  readonly url: string;
  /** Runs desired state. What cannot be run here is left out and said in the answer. Throws SQL_SYNTAX, SCHEMA_LOAD. */
  load(texts: readonly SchemaText[], options?: LoadOptions): Promise<LoadReport>;
  /** Runs a plan's steps; throws PLAN_FAILED with the step that the server refused. */
  apply(steps: readonly PlannedStep[]): Promise<void>;
}

export interface SchemaText {
  readonly text: string;
  readonly file: string;
}

export interface LoadOptions {
  /** `given`: in the order of the texts. `any`: what fails for want of something later is tried again after it. */
  readonly order?: "given" | "any";
}

export interface LoadReport {
  /** Statements that were not run, and why: what they make is not compared. */
  readonly skipped: readonly (Finding & { readonly at: Location })[];
}

/** Where shadows come from. */
export interface ShadowServer {
  /** A new, empty database. `major` is the target's; `ownCluster` where roles or other things of the server are made. */
  open(options: ShadowOptions): Promise<Shadow>;
}

export interface ShadowOptions {
  /** Of the target; without one the major that comes with Godwit. */
  readonly major?: number | undefined;
  /** A server of its own, for what belongs to the whole server. */
  readonly ownCluster?: boolean;
}

/** What an engine knows of schemas without a database. */
export interface SchemaEngine {
  open(url: string): Promise<SchemaDatabase>;
  plan(from: Schema, to: Schema, options: PlanOptions): SchemaPlan;
}

export interface PlanOptions {
  /** The server's major version. */
  readonly major: number;
  /** Whether a fact holds rows that somebody uses; nothing does unless given. */
  readonly hasRows?: (key: string) => boolean;
}

export interface SchemaPlan {
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep[];
}
