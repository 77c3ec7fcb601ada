// Tables in which other tools keep what they applied: how each is recognised by its columns, and what a row says.
import type { Remembered } from "../core/adoption.ts";
import type { Row } from "./session.ts";

export interface ToolTable {
  readonly tool: string;
  /** All of these must be there. */
  readonly columns: readonly string[];
  /** And no others. */
  readonly exact?: true;
  /** What the table is called where its columns alone would say too little. */
  readonly named?: RegExp;
  readonly newestOnly?: true;
  /** Order of the rows, oldest first. */
  readonly orderBy: string;
  read(row: Row): Remembered;
}

/** The most telling first. */
export const TOOL_TABLES: readonly ToolTable[] = [
  {
    tool: "Flyway",
    columns: ["installed_rank", "version", "script", "checksum", "installed_on", "success"],
    orderBy: "installed_rank",
    read: (row) => ({
      ...versioned(row.version),
      name: stem(row.script),
      success: isTrue(row.success),
      ...(row.checksum ? { checksum: { kind: "lines-crc32", value: row.checksum } } : {}),
      ...done(row.installed_on, row.installed_by),
    }),
  },
  {
    tool: "Liquibase",
    columns: ["id", "author", "filename", "dateexecuted", "orderexecuted", "md5sum"],
    orderBy: "orderexecuted",
    read: (row) => ({
      ...versioned(row.id),
      name: stem(row.filename),
      success: true,
      ...done(row.dateexecuted, row.author),
    }),
  },
  {
    tool: "Prisma",
    columns: ["id", "checksum", "finished_at", "migration_name", "rolled_back_at", "applied_steps_count"],
    orderBy: "started_at",
    read: (row) => ({
      name: row.migration_name ?? "",
      success: row.finished_at !== null && row.rolled_back_at === null,
      ...sha256(row.checksum),
      ...done(row.finished_at),
    }),
  },
  {
    tool: "Atlas",
    columns: ["version", "description", "applied", "total", "executed_at", "hash"],
    orderBy: "executed_at",
    read: (row) => ({
      ...versioned(row.version),
      success: row.applied === row.total,
      ...done(row.executed_at),
    }),
  },
  {
    tool: "sqlx",
    columns: ["version", "description", "installed_on", "success", "checksum", "execution_time"],
    orderBy: "version",
    read: (row) => ({
      ...versioned(row.version),
      success: isTrue(row.success),
      checksum: { kind: "sha384", value: (row.checksum ?? "").replace(/^\\x/, "") },
      ...done(row.installed_on),
    }),
  },
  {
    tool: "a hand-kept tracker with checksums",
    columns: ["version", "name", "applied_at", "checksum", "success"],
    orderBy: "applied_at",
    read: (row) => ({
      ...versioned(row.version),
      name: stem(row.name),
      success: isTrue(row.success),
      ...sha256(row.checksum),
      ...done(row.applied_at, row.applied_by),
    }),
  },
  {
    tool: "Drizzle",
    columns: ["id", "hash", "created_at"],
    exact: true,
    orderBy: "created_at",
    read: (row) => ({ success: true, ...sha256(row.hash), ...done(sinceEpoch(row.created_at)) }),
  },
  {
    tool: "goose",
    columns: ["id", "version_id", "is_applied", "tstamp"],
    orderBy: "id",
    read: (row) => ({ ...versioned(row.version_id), success: isTrue(row.is_applied), ...done(row.tstamp) }),
  },
  {
    tool: "knex",
    columns: ["id", "name", "batch", "migration_time"],
    orderBy: "id",
    read: (row) => ({ ...named(row.name), success: true, ...done(row.migration_time) }),
  },
  {
    tool: "node-pg-migrate",
    columns: ["id", "name", "run_on"],
    exact: true,
    orderBy: "id",
    read: (row) => ({ ...named(row.name), success: true, ...done(row.run_on) }),
  },
  {
    tool: "TypeORM",
    columns: ["id", "timestamp", "name"],
    exact: true,
    orderBy: "id",
    read: (row) => ({ ...versioned(row.timestamp), name: stem(row.name), success: true }),
  },
  {
    tool: "Django",
    columns: ["id", "app", "name", "applied"],
    exact: true,
    orderBy: "id",
    read: (row) => ({ ...named(row.name), success: true, ...done(row.applied) }),
  },
  {
    tool: "golang-migrate",
    columns: ["version", "dirty"],
    exact: true,
    newestOnly: true,
    orderBy: "version",
    read: (row) => ({ ...versioned(row.version), success: !isTrue(row.dirty) }),
  },
  {
    tool: "Diesel",
    columns: ["version", "run_on"],
    exact: true,
    orderBy: "version",
    read: (row) => ({ ...versioned(row.version), success: true, ...done(row.run_on) }),
  },
  {
    tool: "Ecto",
    columns: ["version", "inserted_at"],
    exact: true,
    named: /migrations?$/i,
    orderBy: "version",
    read: (row) => ({ ...versioned(row.version), success: true, ...done(row.inserted_at) }),
  },
  {
    tool: "Alembic",
    columns: ["version_num"],
    exact: true,
    newestOnly: true,
    orderBy: "version_num",
    read: (row) => ({ ...versioned(row.version_num), name: row.version_num ?? "", success: true }),
  },
  {
    tool: "Sequelize",
    columns: ["name"],
    exact: true,
    named: /^sequelizemeta$/i,
    orderBy: "name",
    read: (row) => ({ ...named(row.name), success: true }),
  },
  {
    tool: "dbmate or Rails",
    columns: ["version"],
    exact: true,
    named: /migrations?$/i,
    orderBy: "version",
    read: (row) => ({ ...versioned(row.version), name: stem(row.version), success: true }),
  },
  {
    tool: "a hand-kept tracker",
    columns: ["version", "applied_at"],
    named: /migrations?|schema_version/i,
    orderBy: "applied_at",
    read: (row) => ({
      ...versioned(row.version),
      name: stem(row.name ?? row.version),
      success: row.success === undefined || isTrue(row.success),
      ...sha256(row.checksum),
      ...done(row.applied_at, row.applied_by),
    }),
  },
];

/** `023_add_profiles`, `V23`, `23` and `1.2` all begin with a number, or have none. */
function versioned(text: string | null | undefined): { readonly version?: string } {
  const version = /^[vV]?(\d+)(?=$|[^\d.])/.exec(text ?? "")?.[1];
  return version === undefined ? {} : { version };
}

function named(text: string | null | undefined): Pick<Remembered, "name" | "version"> {
  return { ...versioned(stem(text)), name: stem(text) };
}

/** A file's name without folders, Flyway's prefix and the extensions. */
function stem(text: string | null | undefined): string {
  const base = (text ?? "").replace(/^.*[/\\]/, "");
  return base.replace(/(?:\.up)?\.(?:sql|[cm]?[jt]s|py|xml|ya?ml)$/i, "");
}

function sha256(text: string | null | undefined): Pick<Remembered, "checksum"> {
  const value = (text ?? "").replace(/^sha256:/i, "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(value) ? { checksum: { kind: "sha256", value } } : {};
}

function done(
  at: string | null | undefined,
  by?: string | null,
): Pick<Remembered, "appliedAt" | "appliedBy"> {
  const time = at ? new Date(at) : undefined;
  return {
    ...(time && !Number.isNaN(time.getTime()) ? { appliedAt: time } : {}),
    ...(by ? { appliedBy: by } : {}),
  };
}

function sinceEpoch(text: string | null | undefined): string | null {
  return /^\d+$/.test(text ?? "") ? new Date(Number(text)).toISOString() : null;
}

/** As the simple protocol writes it, or as a number. */
function isTrue(text: string | null | undefined): boolean {
  return text === "t" || text === "true" || text === "1";
}
