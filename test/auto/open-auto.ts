// A folder's project as `godwit new --auto` opens it, with an engine that a test may spoil.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type AutoOptions, type AutoReport, autogenerate } from "../../src/actions/autogenerate.ts";
import { sqlSource } from "../../src/actions/schema-sources.ts";
import type { SchemaEngine, ShadowServer } from "../../src/core/schema-database.ts";
import { postgresSchemas } from "../../src/postgres/schema-engine.ts";
import { autoProject } from "../../src/project/auto-project.ts";
import { migrations, someMigrations } from "../../src/project/migrated-shadow.ts";
import { loadSettings } from "../../src/settings/load-settings.ts";
import { draftMigration } from "../../src/sources/scaffold.ts";

export interface Task {
  readonly files: Readonly<Record<string, string>>;
  readonly schema: string;
  readonly engine?: SchemaEngine;
  readonly options?: Partial<AutoOptions>;
}

export async function generate(
  shadows: ShadowServer,
  { files, schema, engine = postgresSchemas, options = {} }: Task,
): Promise<AutoReport> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "godwit-auto-test-")));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  const settings = await loadSettings({
    cwd: root,
    variables: {},
    flags: { migrations: { flag: "--dir", value: root } },
  });
  const { signal } = new AbortController();
  const about = { settings, report: () => undefined, signal, variables: {}, toolVersion: "0" };
  const own = ["", "_log", "_lock", "_backfill", "_release"].map((end) => [
    "public",
    `schema_migrations${end}`,
  ]);
  const comparison = { shadows, engine, own, major: async () => undefined };
  const project = autoProject({
    options: about,
    comparison,
    files: (draft) =>
      draftMigration({
        ...{ folder: ".", root, name: "auto", language: "sql", numbering: "sequence", now: new Date() },
        body: draft,
      }).files,
  });
  const sides = {
    from: migrations(about, comparison),
    to: sqlSource(
      { title: "schema", order: "any", texts: async () => [{ file: "schema.sql", text: schema }] },
      comparison,
    ),
    versioned: someMigrations(about, comparison, ({ repeatable }) => !repeatable),
  };
  try {
    return await autogenerate(project, {
      ...sides,
      renames: [],
      assumeEmpty: false,
      ask: async () => [],
      ...options,
    });
  } finally {
    for (const side of Object.values(sides)) await side.close();
    project.close();
  }
}
