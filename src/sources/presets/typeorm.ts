// TypeORM: `synchronize()` of the project's data source, in an empty database.
import { type Loaded, type Preset, PresetProblem } from "./preset.ts";

interface DataSource {
  readonly options: Loaded;
  initialize(): Promise<unknown>;
  synchronize(): Promise<void>;
  destroy(): Promise<void>;
}

export const typeorm: Preset = {
  name: "typeorm",
  packages: [
    { name: "typeorm", oldest: "0.3" },
    { name: "pg", oldest: "8" },
  ],
  gives: "database",
  places: ["src/data-source.ts", "data-source.ts", "src/data-source.js", "data-source.js", "ormconfig.ts"],
  async run({ load, path, url }) {
    const { DataSource: Made } = (await load("typeorm")) as {
      readonly DataSource: new (options: Loaded) => DataSource;
    };
    const exported = Object.values(await load(path)).flatMap((value) => [value, (value as Loaded)?.default]);
    const found = exported.find((value) => value instanceof Made || isDataSource(value));
    if (!found) {
      throw new PresetProblem(
        "the file exports no DataSource",
        "export it: export const dataSource = new DataSource(…)",
      );
    }
    // Its own options, but for where it is and what it would do by itself.
    const { options } = found as DataSource;
    const elsewhere = { ssl: false, replication: undefined, extra: {}, host: undefined, port: undefined };
    const quiet = {
      synchronize: false,
      migrationsRun: false,
      dropSchema: false,
      logging: false,
      cache: false,
    };
    const credentials = { username: undefined, password: undefined, database: undefined };
    const source = new Made({ ...options, ...elsewhere, ...credentials, ...quiet, type: "postgres", url });
    await source.initialize();
    try {
      await source.synchronize();
    } finally {
      await source.destroy();
    }
    return undefined;
  },
};

/** Another copy of the package makes another class. */
function isDataSource(value: unknown): boolean {
  const found = value as Partial<DataSource> | null | undefined;
  return typeof found?.synchronize === "function" && typeof found.options === "object";
}
