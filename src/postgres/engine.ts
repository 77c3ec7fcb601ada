// What Godwit knows of PostgreSQL without a database at hand, and the way to one.

import { sha256 } from "../core/digest.ts";
import type {
  Database,
  Engine,
  OpenOptions,
  ReadOptions,
  Rebuild,
  RunIdentity,
  Writing,
} from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Foresight } from "../core/foresight.ts";
import type { Header, Script } from "../core/migration.ts";
import { asModuleMigration } from "../core/module-migration.ts";
import type { Program, Step } from "../core/step.ts";
import type { Tables } from "./history.ts";
import { maskError, maskSql } from "./mask.ts";
import { type ModuleOperation, operationOf } from "./operation.ts";
import type { SqlDriver } from "./session.ts";

export interface PostgresOptions {
  /** Asked when a database is opened, so that reading files needs no server. */
  readonly driver: () => Promise<SqlDriver>;
  /** `driver` starts no server and asks nobody for a secret. */
  readonly opensFreely?: boolean;
  readonly tables: Tables;
  /** The role that owns what migrations create. */
  readonly role: string | undefined;
  /** A file's own `SET lock_timeout` counts only below this. */
  readonly lockTimeoutMs: number;
  readonly patienceMs: number;
}

/** Of the grammar in `libpg-query`: a newer server may accept what it does not know. */
const GRAMMAR_MAJOR = 18;

type Reading = typeof import("./reading.ts");

export class PostgresEngine implements Engine {
  readonly name = "postgres";
  readonly opensFreely: boolean;
  readonly #options: PostgresOptions;
  #reading: Reading | undefined;
  /** Major of the server that was connected to; 0 before. */
  #serverMajor = 0;

  constructor(options: PostgresOptions) {
    this.#options = options;
    this.opensFreely = options.opensFreely ?? false;
  }

  /** Loads the readers of SQL, which a run with nothing to do never needs. */
  async prepare(): Promise<void> {
    this.#reading ??= await import("./reading.ts");
  }

  fingerprint(script: Script): string {
    // A module's meaning is its bytes (ruling 15).
    if (script.language === "module") return `v1:${script.checksum}`;
    if (!this.#reading) throw new Error("prepare() was not awaited before fingerprint()");
    const include = script.include?.bind(script);
    return this.#reading.fingerprint({
      bytes: script.read(),
      file: script.file,
      ...(include ? { include } : {}),
    });
  }

  async read(script: Script, header: Header, options: ReadOptions): Promise<Program> {
    if (script.language === "module") return moduleProgram(script, options);
    await this.prepare();
    return (this.#reading as Reading).sqlProgram(script, header, {
      ...options,
      newerThanGrammar: this.#serverMajor > GRAMMAR_MAJOR,
      lockTimeoutMs: this.#options.lockTimeoutMs,
    });
  }

  foresee(step: Step): Foresight {
    const operation = operationOf(step);
    if (operation.type === "statement") return (this.#reading as Reading).foresee(operation);
    return {
      transactional: operation.transaction,
      changesRows: true,
      confined: false,
      locks: [],
      rewrites: false,
      scans: false,
    };
  }

  conditions(requires: readonly string[], file: string): readonly Step[] {
    return (this.#reading as Reading).conditions(requires, file);
  }

  mask(text: string): string {
    return maskSql(text).text;
  }

  maskError(text: string): string {
    return maskError(text);
  }

  async open(options: OpenOptions): Promise<Database> {
    const [{ PostgresDatabase }, driver] = await Promise.all([
      import("./database.ts"),
      this.#options.driver(),
    ]);
    const { tables, role, patienceMs } = this.#options;
    const onVersion = (serverVersion: string): void => {
      this.#serverMajor = Number.parseInt(serverVersion, 10) || 0;
    };
    return new PostgresDatabase({ ...options, driver, tables, role, patienceMs, onVersion });
  }

  async rebuild(): Promise<Rebuild> {
    const [{ rebuild }, driver] = await Promise.all([import("./rebuild.ts"), this.#options.driver()]);
    return rebuild(driver, (other) => new PostgresEngine({ ...this.#options, driver: async () => other }));
  }

  async written(run: RunIdentity, leaseMs: number): Promise<Writing> {
    const { WrittenHeld } = await import("./script/written-held.ts");
    const { tables, role } = this.#options;
    return new WrittenHeld({ run, tables, role, leaseMs });
  }
}

async function moduleProgram(script: Script, { direction }: ReadOptions): Promise<Program> {
  const { file } = script;
  if (!script.load)
    throw new GodwitError("MODULE_INVALID", `${file} cannot be loaded here`, { at: { file } });
  const { up, down, transaction } = asModuleMigration(await script.load(), file);
  const run = direction === "up" ? up : down;
  if (!run)
    throw new GodwitError("NO_ROLLBACK", `${file} has no \`down\``, {
      at: { file },
      hint: "write down({ sql }) in it, then run `godwit down` again",
    });
  const atomic = transaction !== "none";
  const op: ModuleOperation = { type: "module", run, transaction: atomic };
  const step: Step<ModuleOperation> = {
    op,
    text: `${direction}() of ${file}`,
    hash: sha256(script.checksum),
    at: { file },
    afterCrash: "ask",
  };
  return { steps: [step], parts: [{ atomic, first: 0, steps: [step] }], atomic, notes: [] };
}
