// Opens a project from settings: the one place where source, driver and engine are chosen.
import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import type { Project } from "./actions/project.ts";
import type { Engine, RunIdentity } from "./core/engine.ts";
import type { Reporter } from "./core/event.ts";
import { PostgresEngine } from "./postgres/engine.ts";
import { tablesOf } from "./postgres/history.ts";
import type { SqlDriver } from "./postgres/session.ts";
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
}

export interface OpenProject extends Project {
  /** Lets go of the embedded server, where one was used. */
  close(): Promise<void>;
}

export function openProject(options: ProjectOptions): OpenProject {
  const { settings, report, signal } = options;
  const { root, migrations, environment, order, transaction, lockTimeoutMs, lockBudgetMs } = settings;
  const servers: (() => Promise<void>)[] = [];
  return {
    engine: engineOf(options, servers),
    source: directory({ folder: migrations, root, entry: ownEntry() }),
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
    close: async () => {
      for (const release of servers.splice(0)) await release();
    },
  };
}

type Servers = (() => Promise<void>)[];

function engineOf(options: ProjectOptions, servers: Servers): Engine {
  const { settings } = options;
  return new PostgresEngine({
    driver: () => postgresDriver(options, servers),
    tables: tablesOf(settings.history),
    role: settings.role,
    patienceMs: settings.waitMs,
  });
}

async function postgresDriver({ settings, variables }: ProjectOptions, servers: Servers): Promise<SqlDriver> {
  const { url, directUrl, root } = settings;
  const driver = import("./drivers/pg.ts");
  if (url) {
    const { pgDriver } = await driver;
    return pgDriver({ url: url.value, env: variables, ...(directUrl ? { directUrl: directUrl.value } : {}) });
  }
  const { usePostgres } = await import("./servers/embedded-postgres.ts");
  const server = await usePostgres({ folder: join(root, ".godwit", "db"), from: root });
  servers.push(() => server.release());
  const { pgDriver } = await driver;
  return pgDriver({ url: server.url, env: {} });
}

function runIdentity({ settings, variables, toolVersion }: ProjectOptions): RunIdentity {
  return {
    runId: runId(),
    who: variables.GODWIT_USER || variables.GITHUB_ACTOR || variables.GITLAB_USER_LOGIN || osUser(),
    host: hostname(),
    pid: process.pid,
    gitSha: variables.GITHUB_SHA || variables.CI_COMMIT_SHA || gitSha(settings.root),
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
