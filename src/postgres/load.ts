// Runs desired state on a shadow: in the given order, or in any, where what fails is tried again after the others.
import type { DriverError } from "../core/driver-error.ts";
import { GodwitError, type Location } from "../core/errors.ts";
import type { LoadReport, Skipped } from "../core/schema-database.ts";
import { type DesiredState, type DesiredStatement, sessionForm } from "./desired-statements.ts";
import { type Failed, failure, isLackOfExtension, isMissing, wantsSomething } from "./load-failure.ts";
import { rootOf, Waiting } from "./load-waiting.ts";
import { madeBy } from "./parse/made-by.ts";
import type { SqlStatement } from "./parse/sql-statement.ts";
import { type Piece, PieceError, send } from "./pieces.ts";
import { isLost, type SqlSession } from "./session.ts";
import { type Sql, sql, verbatim } from "./sql.ts";

export interface LoadDesired {
  readonly session: SqlSession;
  readonly order: "given" | "any";
  /** What can be done about an extension that the server lacks. */
  readonly recipe: string;
  /** Statements about the whole server may run: nobody else uses it. */
  readonly ownCluster: boolean;
  /** A statement that reaches out of its database is an error instead of being left out. */
  readonly strict: boolean;
}

/** Throws SCHEMA_LOAD at the statement that cannot be run, SHADOW_REFUSED at one that must not be. */
export async function loadDesired(state: DesiredState, options: LoadDesired): Promise<LoadReport> {
  return new Loader(options).load(state.statements);
}

/** Bodies may name what comes later; a lock or statement that takes too long is nobody's business here. */
const BASE: readonly Sql[] = [
  sql`reset session authorization`,
  sql`reset role`,
  sql`reset all`,
  sql`set check_function_bodies = off`,
  sql`set client_min_messages = warning`,
];
const LARGEST_GROUP = 256;
const LARGEST_TEXT = 200_000;

class Loader {
  readonly #options: LoadDesired;
  readonly #skipped: Skipped[] = [];
  /** Null when the session's settings are not known. */
  #settings: readonly SqlStatement[] | null = null;
  #lacksExtension: string[] = [];
  #size = 32;

  constructor(options: LoadDesired) {
    this.#options = options;
  }

  async load(statements: readonly DesiredStatement[]): Promise<LoadReport> {
    let open = statements.filter((entry) => this.#mayRun(entry));
    for (;;) {
      const failed = await this.#rounds(open);
      const moved = failed.length < open.length;
      open = failed.map(({ entry }) => entry);
      if (open.length === 0) break;
      if (!moved) {
        this.#giveUp(failed);
        break;
      }
    }
    await this.#reset();
    return { skipped: this.#skipped };
  }

  /** One try of each, and a second one as soon as what it lacked is there; answers those that failed, in their order. */
  async #rounds(entries: readonly DesiredStatement[]): Promise<Failed[]> {
    const waiting = new Waiting(entries);
    const failed = [...(await this.#round(entries, waiting)), ...waiting.rest()];
    const place = new Map(entries.map((entry, index) => [entry, index]));
    return failed.sort((a, b) => (place.get(a.entry) ?? 0) - (place.get(b.entry) ?? 0));
  }

  async #round(entries: readonly DesiredStatement[], waiting: Waiting): Promise<Failed[]> {
    const failed: Failed[] = [];
    let limit = this.#size;
    for (let from = 0; from < entries.length; ) {
      const group = groupAt(entries, from, limit);
      const result = await this.#run(group);
      if (result === null) {
        from += group.length;
        // One that failed in a group was alone now, and worked: groups may be large again, but grow slowly.
        if (group.length === limit) this.#size = Math.min(this.#size * 2, LARGEST_GROUP);
        limit = this.#size;
        for (const entry of group) {
          const released = waiting.release(entry);
          if (released.length > 0) failed.push(...(await this.#round(released, waiting)));
        }
        continue;
      }
      const { at, error } = result;
      if (at > 0 || (group.length > 1 && GROUPED.has(error.code))) {
        // The server has undone the whole group: those before it again, then it alone.
        limit = Math.max(at, 1);
        this.#size = Math.max(1, Math.floor(this.#size / 2));
        continue;
      }
      const entry = group[0] as DesiredStatement;
      if (!this.#leftOut(entry, error)) {
        const one = { entry, error, position: result.position };
        if (this.#options.order === "given" && !this.#isExcused(error)) throw failure(one, 0);
        if (!wantsSomething(error)) throw failure(one, 0);
        if (!waiting.park(one)) failed.push(one);
      }
      from += 1;
      limit = this.#size;
    }
    return failed;
  }

  /** Null when all is well, else what failed. Throws when the shadow itself is gone. */
  async #run(group: readonly DesiredStatement[]): Promise<Failure | null> {
    const [first] = group as [DesiredStatement];
    const before = this.#toSet(first.settings);
    const pieces = [...before.map(({ piece }) => piece), ...group.map(({ statement }) => pieceOf(statement))];
    try {
      if (first.alone && before.length > 0) {
        await send(pieces.slice(0, -1), { session: this.#options.session });
        this.#settings = first.settings;
        await send(pieces.slice(-1), { session: this.#options.session });
      } else {
        await send(pieces, { session: this.#options.session });
      }
      this.#settings = first.settings;
      return null;
    } catch (error) {
      if (!(error instanceof PieceError) || isLost(error.cause)) throw error;
      const index = error.at.piece === undefined ? -1 : pieces.indexOf(error.at.piece);
      const setting = before[index];
      // What a message did in part is undone by the server; the settings of an earlier message stay.
      if (index >= 0 && setting !== undefined) {
        if (setting.statement === undefined || !this.#skipSetting(setting.statement, error.cause)) {
          const { statement = first.statement } = setting;
          throw failure(
            { entry: { ...first, statement }, error: error.cause, position: error.at.position },
            0,
          );
        }
        return this.#run(group);
      }
      return { at: Math.max(0, index - before.length), error: error.cause, position: error.at.position };
    }
  }

  /** What must be set first: nothing, the settings that came since, or everything anew. */
  #toSet(settings: readonly SqlStatement[]): Setting[] {
    const now = this.#settings;
    const kept = now?.every((one, index) => one === settings[index]) === true;
    const fresh = kept ? settings.slice(now?.length) : settings;
    return [
      ...(kept ? [] : BASE.map((text) => ({ piece: { sql: text } }))),
      ...fresh
        .filter((statement) => !this.#unknownSettings.has(statement))
        .map((statement) => ({ statement, piece: { sql: verbatim(sessionForm(statement.text)) } })),
    ];
  }

  readonly #unknownSettings = new Set<SqlStatement>();

  /** A dump of a newer major sets what this server does not know, such as transaction_timeout: psql goes on, too. */
  #skipSetting(statement: SqlStatement, { code, message }: DriverError): boolean {
    if (code !== "42704" || !message.includes("configuration parameter")) return false;
    this.#unknownSettings.add(statement);
    this.#skip({ statement }, "setting", message);
    return true;
  }

  #mayRun({ statement, reach }: DesiredStatement): boolean {
    const { ownCluster, strict } = this.#options;
    const what = leadingWords(statement.text);
    if (reach.outward !== undefined) {
      if (strict) throw refused(`${what} must not run on the shadow: ${reach.outward}`, statement.at);
      this.#skip({ statement }, "shadow-outward", `${what} is left out: ${reach.outward}`);
      return false;
    }
    if (reach.cluster === undefined || ownCluster) return true;
    throw refused(`${reach.cluster} would change the whole server that the shadow is on`, statement.at);
  }

  /** An extension, or a library of the server, that is not there is named, and the rest goes on. */
  #leftOut({ statement }: DesiredStatement, error: DriverError): boolean {
    const extension = isLackOfExtension(statement, error);
    if (extension === null) return false;
    this.#lacksExtension = [...this.#lacksExtension, extension];
    this.#skip({ statement }, "shadow-extension", `${error.message}: left out`, this.#options.recipe);
    return true;
  }

  #isExcused(error: DriverError): boolean {
    return this.#skipped.some(({ severity }) => severity !== "note") && isMissing(error);
  }

  /** Nothing moves any more: what needs something that was left out is left out, too; all else is an error. */
  #giveUp(failed: readonly Failed[]): void {
    const guilty = failed.filter(({ error }) => !this.#isExcused(error));
    if (guilty.length > 0) throw failure(rootOf(guilty), guilty.length - 1);
    const lacking = this.#lacksExtension.length > 0 ? this.#lacksExtension.join(", ") : "what was left out";
    for (const { entry, error } of failed) {
      const message = `left out, since it needs ${lacking}, or something else that is not there: ${error.message}`;
      this.#skip(
        entry,
        "shadow-extension",
        message,
        this.#lacksExtension.length > 0 ? this.#options.recipe : undefined,
      );
    }
  }

  #skip(
    { statement }: Pick<DesiredStatement, "statement">,
    rule: string,
    message: string,
    hint?: string,
  ): void {
    const parsed = statement.parse();
    const makes = "node" in parsed ? madeBy(parsed.node) : null;
    this.#skipped.push({
      rule,
      severity: rule === "setting" ? "note" : "warning",
      message,
      at: statement.at,
      ...(hint === undefined ? {} : { hint }),
      ...(makes === null ? {} : { makes }),
    });
  }

  async #reset(): Promise<void> {
    await send(
      [...BASE, sql`reset check_function_bodies`, sql`reset client_min_messages`].map((text) => ({
        sql: text,
      })),
      { session: this.#options.session },
    );
  }
}

interface Setting {
  readonly piece: Piece;
  /** None for our own. */
  readonly statement?: SqlStatement;
}

interface Failure {
  /** Place in the group. */
  readonly at: number;
  readonly error: DriverError;
  readonly position: number | undefined;
}

/** Errors that a statement gets only because others are in the same message. */
const GROUPED = new Set(["25001", "25P01", "55P04", "2D000", "55006"]);

function groupAt(
  entries: readonly DesiredStatement[],
  from: number,
  limit: number,
): readonly DesiredStatement[] {
  const first = entries[from] as DesiredStatement;
  let to = from + 1;
  let size = first.statement.text.length;
  while (!first.alone && to < entries.length && to - from < limit) {
    const next = entries[to] as DesiredStatement;
    size += next.statement.text.length;
    if (next.alone || next.settings !== first.settings || size > LARGEST_TEXT) break;
    to++;
  }
  return entries.slice(from, to);
}

function pieceOf({ text, copyData }: SqlStatement): Piece {
  return { sql: verbatim(text), ...(copyData === undefined ? {} : { copyData }) };
}

/** `CREATE SUBSCRIPTION`, `COPY`: what people call the statement. */
function leadingWords(text: string): string {
  const [first = "", second = ""] = text.trim().toUpperCase().split(/\s+/, 2);
  return /^(?:CREATE|ALTER|DROP|IMPORT|COMMENT|GRANT|REVOKE)$/.test(first) ? `${first} ${second}` : first;
}

function refused(message: string, at: Location): GodwitError {
  return new GodwitError("SHADOW_REFUSED", message, { at });
}
