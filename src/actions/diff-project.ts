// What comparing schemas needs beside the two sides.
import type { SchemaEngine, ShadowServer } from "../core/schema-database.ts";
import type { PathStart } from "../core/without.ts";

export interface DiffProject {
  readonly shadows: ShadowServer;
  readonly engine: SchemaEngine;
  /** What is no part of any schema: Godwit's own tables. */
  readonly own: readonly PathStart[];
  /** Of the project's own database, for sides of which none is live; undefined when nobody knows. */
  major(): Promise<number | undefined>;
}
