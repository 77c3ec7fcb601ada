// Sequelize: `sync()` of the project's instance, in an empty database.
import { type Loaded, type Preset, PresetProblem } from "./preset.ts";

interface Sequelize {
  addHook(name: "beforeConnect", hook: (config: Record<string, unknown>) => void): void;
  getDialect(): string;
  sync(options: { readonly logging: false }): Promise<unknown>;
  close(): Promise<void>;
}

export const sequelize: Preset = {
  name: "sequelize",
  packages: [
    { name: "sequelize", oldest: "6" },
    { name: "pg", oldest: "8" },
  ],
  gives: "database",
  places: ["models/index.js", "src/models/index.js", "models/index.ts", "src/models/index.ts"],
  async run({ load, path, url }) {
    const module = await load(path);
    const found = [module, ...Object.values(module), ...Object.values((module.default ?? {}) as Loaded)].find(
      isSequelize,
    );
    if (!found) {
      throw new PresetProblem(
        "the file exports no Sequelize instance",
        "export the instance on which the models are defined: export const sequelize = new Sequelize(…)",
      );
    }
    if (found.getDialect() !== "postgres") {
      throw new PresetProblem(`its dialect is ${found.getDialect()}`, 'set dialect: "postgres"');
    }
    const { hostname, port, pathname, username, password } = new URL(url);
    // Hooks run in their order: this one has the last word about where to connect.
    found.addHook("beforeConnect", (config) => {
      Object.assign(config, {
        host: hostname,
        port,
        database: pathname.slice(1),
        username: decodeURIComponent(username),
        password: decodeURIComponent(password),
        ssl: false,
        dialectOptions: {},
        native: false,
      });
    });
    try {
      await found.sync({ logging: false });
    } finally {
      await found.close();
    }
    return undefined;
  },
};

function isSequelize(value: unknown): value is Sequelize {
  const found = value as Partial<Sequelize> | null | undefined;
  return typeof found?.sync === "function" && typeof found.getDialect === "function";
}
