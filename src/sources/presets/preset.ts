// What a preset is: how the desired schema is had from an ORM, by the project's own packages and in a process of its own.

export interface Preset {
  readonly name: string;
  /** What must be installed in the project. */
  readonly packages: readonly NeededPackage[];
  /** `text`: it prints DDL. `database`: it makes the schema in an empty database. */
  readonly gives: "text" | "database";
  /** Where its models or migrations are looked for when no path is set; a path must be set where there are none. */
  readonly places: readonly string[];
  /** Answers DDL, or nothing where it works in the database. */
  run(task: PresetTask): Promise<string | undefined>;
}

export interface NeededPackage {
  readonly name: string;
  /** The oldest version that is known to work. */
  readonly oldest: string;
  /** With this package it is not needed. */
  readonly instead?: string;
}

export interface PresetTask {
  /** The folder whose packages are used, absolute. */
  readonly root: string;
  /** What is read, absolute. */
  readonly path: string;
  /** Of an empty database, for presets that work in one; it has a password. */
  readonly url: string;
  /** Imports a package of the project, or a file of it in TypeScript or JavaScript. */
  load(specifier: string): Promise<Loaded>;
  /** Runs a program of a package of the project, and answers what it prints. */
  program(packageName: string, name: string, args: readonly string[]): Promise<string>;
}

/** What a module exports. */
export type Loaded = Readonly<Record<string, unknown>>;

/** The default export where there is one, else the module: what configuration files mean. */
export function defaultOf(module: Loaded): unknown {
  return module.default ?? module;
}

/** A person has to change something; anything else that is thrown is the ORM's own error. */
export class PresetProblem extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "PresetProblem";
    this.hint = hint;
  }
}
