// What a migration is before any database sees it: a version, a name, a header and its scripts.
import type { Finding } from "./finding.ts";

/** One file of a migration. The bytes are read when they are needed, and must still have `checksum` then. */
export interface Script {
  /** As people see it: relative to the project, with forward slashes. */
  readonly file: string;
  /** SHA-256 of the file's bytes, hex. */
  readonly checksum: string;
  readonly language: "sql" | "module";
  /** Its meaning may depend on other files, which `checksum` does not cover. */
  readonly mayInclude?: boolean;
  /**
   * The file's bytes; throws FILES_CHANGED when they are no longer those of `checksum`.
   * For a kept rollback they come from the history.
   */
  read(): Uint8Array;
  /** Loads a TypeScript or JavaScript migration; only on `language: "module"`. Answers its default export. */
  load?(): Promise<unknown>;
  /** Reads a file that this one includes (`\i`, `\ir`), given the path as written there. */
  include?(path: string, relative: boolean): Included;
}

export interface Included {
  readonly file: string;
  readonly bytes: Uint8Array;
  include(path: string, relative: boolean): Included;
}

/** What the `-- Key: value` comments at the top of a file say. */
export interface Header {
  readonly title?: string;
  readonly description?: string;
  readonly author?: string;
  readonly date?: string;
  readonly ticket?: string;
  readonly owner?: string;
  readonly reverses?: string;
  /** Versions that must be applied before this one. */
  readonly depends: readonly string[];
  /** SQL expressions or queries that must be true before the migration starts. */
  readonly requires: readonly string[];
  /** `none`: every statement in a transaction of its own. */
  readonly transaction?: "none";
  readonly kind: "schema" | "data";
  readonly phase?: "expand" | "contract";
  readonly release?: string;
  /** As written, such as `500ms` or `2s`. */
  readonly lockTimeout?: string;
  readonly statementTimeout?: string;
  /** Only in these environments; empty means in all. */
  readonly environments: readonly string[];
}

export interface Migration {
  readonly version: string;
  /** The file's name without its extension, such as `024_add_users`. */
  readonly name: string;
  readonly repeatable: boolean;
  /** Which database it is for, where one timeline has several. */
  readonly target?: string;
  readonly header: Header;
  readonly up: Script;
  readonly down?: Script;
  readonly verify?: Script;
}

/** What stands for a migration whose file may be gone. */
export interface Tombstone {
  readonly version: string;
  readonly name: string;
  readonly checksum: string;
  readonly fingerprint: string;
}

/** A migration whose file was taken away by agreement. */
export interface Retired extends Tombstone {
  /** The last commit that still has the file; null where that was not known. */
  readonly commit: string | null;
}

/** One script that gives what all the migrations give that it covers. */
export interface Baseline {
  /** The newest version that it covers. */
  readonly version: string;
  readonly name: string;
  readonly script: Script;
  readonly covers: readonly Tombstone[];
}

/** What a source found: migrations in order of version, and what it wants to say about the folder. */
export interface Collection {
  readonly migrations: readonly Migration[];
  /** The newest one last. */
  readonly baselines?: readonly Baseline[];
  /** The one that stands for what was retired: all that is left of those files. */
  readonly floor?: Baseline;
  readonly retired?: readonly Retired[];
  /** The module that gives a fresh deployment's items: it stands for all migrations. */
  readonly init?: Script;
  /** Keys of the versions that the init stands for; all unless given. */
  readonly initFor?: ReadonlySet<string>;
  readonly notes: readonly Finding[];
}

/** Where migrations come from. */
export interface Source {
  collect(): Promise<Collection>;
}
