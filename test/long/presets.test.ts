// Each ORM on a model in its own idiom: three changes give three migrations, which lead there and back again.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { installPackages } from "../presets/install-packages.ts";
import { drizzle } from "../presets/models/drizzle.ts";
import { knex } from "../presets/models/knex.ts";
import { kysely } from "../presets/models/kysely.ts";
import { mikroorm } from "../presets/models/mikroorm.ts";
import type { Model } from "../presets/models/model.ts";
import { prisma } from "../presets/models/prisma.ts";
import { sequelize } from "../presets/models/sequelize.ts";
import { typeorm } from "../presets/models/typeorm.ts";
import { freshDatabase, withClient } from "../support/database.ts";
import { godwit } from "../support/godwit.ts";

const MODELS: readonly Model[] = [drizzle, prisma, typeorm, mikroorm, sequelize, kysely, knex];

it.for(MODELS.map((model) => [model.preset, model] as const))("%s", async ([_name, model], { skip }) => {
  const packages = await installPackages(model.preset, model.packages);
  if (packages === null) return skip("its packages cannot be installed");
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "godwit-preset-")));
  const database = await freshDatabase();
  onTestFinished(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });
  symlinkSync(join(packages, "node_modules"), join(folder, "node_modules"), "junction");
  write(folder, { "package.json": '{ "type": "module" }' });
  const { preset, path } = model;
  write(folder, { "godwit.config.json": JSON.stringify({ schema: { preset, path } }) });
  mkdirSync(join(folder, "migrations"));
  const run = async (...words: readonly string[]) => {
    const ended = await godwit(words, {
      cwd: folder,
      env: { DATABASE_URL: database.url, NODE_ENV: "development" },
    });
    return { ...ended, text: `${ended.stdout}${ended.stderr}` };
  };

  for (let step = 0; step <= 3; step++) {
    write(folder, model.files(step));
    const made = await run("new", `step ${step}`, "--auto");
    expect(made.text).toContain(`wrote migrations/00${step + 1}_step_${step}.sql`);
    expect(made).toMatchObject({ status: 0 });
    expect(await run("up")).toMatchObject({ status: 0 });
    expect((await run("check", "--schema")).text).toBe("all is well\n");
  }
  expect((await run("new", "nothing", "--auto")).text).toContain("nothing was written");
  expect(readdirSync(join(folder, "migrations"))).toHaveLength(8);
  expect((await run("check", "--drift")).text).toBe("all is well\n");
  for (let step = 3; step >= 0; step--) expect(await run("down")).toMatchObject({ status: 0 });
  expect(await left(database.url)).toEqual([]);
});

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Relations and types that are not Godwit's own. */
function left(url: string): Promise<readonly string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relname !~ '^schema_migrations'
       union all select typname from pg_type where typnamespace = 'public'::regnamespace and typtype = 'e'`,
    );
    return rows.map(({ name }) => name);
  });
}
