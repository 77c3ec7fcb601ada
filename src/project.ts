// Opens a project from settings: the one place where source, driver and engine are chosen.
import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import type { Project } from "./actions/project.ts";
import type { Slice } from "./actions/slice.ts";
import type { Engine, Examination, RunIdentity } from "./core/engine.ts";
import { GodwitError } from "./core/errors.ts";
import type { Reporter } from "./core/event.ts";
import type { Source } from "./core/migration.ts";
import type { PgOptions } from "./drivers/pg.ts";
import { type DynamoSession, renderCall } from "./dynamodb/call.ts";
import { dynamoEngine } from "./dynamodb/engine.ts";
import { PostgresEngine } from "./postgres/engine.ts";
import { tablesOf } from "./postgres/history.ts";
import type { SqlDriver } from "./postgres/session.ts";
import { reached } from "./project/aws-target.ts";
import type { DynamodbTarget } from "./settings/config.ts";
import { ownEntry } from "./settings/own-entry.ts";
import type { Settings } from "./settings/settings.ts";
import { directory } from "./sources/directory.ts";
import { gitSha } from "./sources/git-sha.ts";

export interface ProjectOptions {
  readonly settings: Settings;
  readonly report: Reporter;
  readonly signal: AbortSignal;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly toolVersion: string;
  /** Instead of the folders that the settings name. */
  readonly source?: Source | undefined;
  /** The same for the table beside the database, where there are both. */
  readonly tableSource?: Source | undefined;
  /** Where the platform ends runs at a time of its own. */
  readonly slice?: Slice | undefined;
}

export interface OpenProject extends Project {
  /** Dangerous actions need a yes here. */
  readonly protected: boolean;
  /** Looks at the way to the server, piece by piece: where a connection fails, one of these says why. */
  reach(): Promise<readonly Examination[]>;
  /** Host and name of the database, once it was opened; no secrets. */
  reached(): string | undefined;
  /** Lets go of the embedded server, where one was used. */
  close(): Promise<void>;
}

export function openProject(options: ProjectOptions): OpenProject {
  const { settings, report, signal } = options;
  const { root, migrations, environment, order, transaction, lockTimeoutMs, lockBudgetMs } = settings;
  const opened: Opened = { servers: [], at: undefined };
  return {
    engine: engineOf(options, opened),
    source:
      options.source ??
      directory({
        folder: migrations,
        root,
        entry: ownEntry(),
        init: settings.dynamodb?.init,
        beside: settings.beside,
      }),
    run: runIdentity(options),
    settings: {
      environment,
      order,
      transaction,
      lockTimeoutMs,
      lockBudgetMs,
      statementTimeoutMs: settings.statementTimeoutMs,
      waitMs: settings.waitMs,
      leaseMs: settings.leaseMs,
      placeholders: settings.placeholders,
      hooks: settings.hooks,
    },
    report,
    signal,
    slice: options.slice,
    protected: settings.protected,
    reach: async () => {
      const { reachChecks } = await import("./project/reach-checks.ts");
      return reachChecks(settings.url, options.variables);
    },
    reached: () => opened.at,
    close: async () => {
      for (const release of opened.servers.splice(0)) await release();
    },
  };
}

/** What a project holds once its database was asked for. */
interface Opened {
  readonly servers: (() => Promise<void>)[];
  at: string | undefined;
}

function engineOf(options: ProjectOptions, opened: Opened): Engine {
  const { settings } = options;
  if (settings.dynamodb) return dynamoEngineOf(options, settings.dynamodb, opened);
  return new PostgresEngine({
    driver: () => postgresDriver(options, opened),
    opensFreely: [settings.url, settings.directUrl ?? settings.url].every(
      (target) => target !== undefined && typeof reached(target) === "string",
    ),
    tables: tablesOf(settings.history),
    role: settings.role,
    lockTimeoutMs: settings.lockTimeoutMs,
    patienceMs: settings.waitMs,
  });
}

function dynamoEngineOf(options: ProjectOptions, target: DynamodbTarget, opened: Opened): Engine {
  const { history, origins, environment } = options.settings;
  const { table, account, updatedAt, updatedBy, maxWcu, managedBy, withoutBackup: waived } = target;
  // The default name is PostgreSQL's; DynamoDB's is the engine's own.
  const historyTable = origins["history.table"]?.origin === "default" ? undefined : history.table;
  return dynamoEngine({
    driver: { name: "dynamodb", connect: () => dynamoSession(options, target, { opened, readOnly: false }) },
    readOnlyDriver: {
      name: "dynamodb",
      connect: () => dynamoSession(options, target, { opened, readOnly: true }),
    },
    table,
    stamps: { ...(updatedAt && { at: updatedAt }), ...(updatedBy && { by: updatedBy }) },
    ...(historyTable && { historyTable }),
    ...(account && { account }),
    ...(environment && { environment }),
    ...(maxWcu !== undefined && { maxWcu }),
    ...(managedBy !== undefined && { managedBy }),
    ...(options.settings.protected && { protection: { ...(waived !== undefined && { waived }) } }),
  });
}

/** With neither endpoint nor account it is the embedded emulator (CONTRACT section 7). */
async function dynamoSession(
  { settings: { root } }: ProjectOptions,
  { table, endpoint, account, region, profile }: DynamodbTarget,
  { opened, readOnly }: { readonly opened: Opened; readonly readOnly: boolean },
): Promise<DynamoSession> {
  const { dynamoDriver } = await import("./drivers/dynamodb.ts");
  const told = (session: DynamoSession): DynamoSession => {
    opened.at = `${session.host}/${table}`;
    return session;
  };
  const describe = renderCall;
  if (endpoint || account) {
    const reach = {
      describe,
      readOnly,
      ...(endpoint && { endpoint }),
      ...(region && { region }),
      ...(profile && { profile }),
    };
    return told(await dynamoDriver(reach).connect());
  }
  // Whoever names one of these means AWS, and would take an emulator's success for that of the real table.
  if (profile || region) {
    const named = profile ? "profile" : "region";
    throw new GodwitError("CONFIG_INVALID", `dynamodb.${named} is set, but neither account nor endpoint`, {
      hint: "set `account` to the twelve digits of the AWS account, or `endpoint` to an emulator's URL",
    });
  }
  const { useDynamodb } = await import("./servers/embedded-dynamodb.ts");
  const server = await useDynamodb({ folder: join(root, ".godwit", "dynamodb"), from: root });
  opened.servers.push(() => server.release());
  return told(await dynamoDriver({ describe, readOnly, endpoint: server.endpoint }).connect());
}

async function postgresDriver(options: ProjectOptions, opened: Opened): Promise<SqlDriver> {
  const [{ pgDriver }, reach] = await Promise.all([
    import("./drivers/pg.ts"),
    postgresReach(options, opened),
  ]);
  const driver = await pgDriver(reach);
  opened.at = `${driver.host}/${driver.database}`;
  return driver;
}

async function postgresReach({ settings, variables }: ProjectOptions, opened: Opened): Promise<PgOptions> {
  const { url, directUrl, root } = settings;
  if (url) {
    return { url: reached(url), env: variables, ...(directUrl ? { directUrl: reached(directUrl) } : {}) };
  }
  const { usePostgres } = await import("./servers/embedded-postgres.ts");
  const server = await usePostgres({ folder: join(root, ".godwit", "db"), from: root });
  opened.servers.push(() => server.release());
  return { url: server.url, env: {} };
}

function runIdentity({ settings, variables, toolVersion }: ProjectOptions): RunIdentity {
  let commit: string | null | undefined;
  return {
    runId: runId(),
    who: variables.GODWIT_USER || variables.GITHUB_ACTOR || variables.GITLAB_USER_LOGIN || osUser(),
    host: hostname(),
    pid: process.pid,
    // Only what writes asks for it.
    get gitSha() {
      if (commit === undefined)
        commit = variables.GITHUB_SHA || variables.CI_COMMIT_SHA || gitSha(settings.root);
      return commit;
    },
    toolVersion,
  };
}

/** Sorts by time; short enough for PostgreSQL's application_name. */
function runId(): string {
  return `${Date.now().toString(36)}-${randomBytes(6).toString("hex")}`;
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that no account has.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
