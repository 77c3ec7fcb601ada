// MikroORM: its schema generator prints the DDL of the configured entities, without a connection.
import { defaultOf, type Preset } from "./preset.ts";

interface Orm {
  readonly schema: { getCreateSchemaSQL(options: { readonly wrap: boolean }): Promise<string> };
  close(force: boolean): Promise<void>;
}

export const mikroorm: Preset = {
  name: "mikroorm",
  packages: [
    { name: "@mikro-orm/core", oldest: "6" },
    { name: "@mikro-orm/postgresql", oldest: "6" },
  ],
  gives: "text",
  places: [
    "mikro-orm.config.ts",
    "src/mikro-orm.config.ts",
    "mikro-orm.config.js",
    "src/mikro-orm.config.js",
  ],
  async run({ load, path }) {
    const { MikroORM } = (await load("@mikro-orm/postgresql")) as {
      readonly MikroORM: { init(options: object): Promise<Orm> };
    };
    const exported = await defaultOf(await load(path));
    const config = typeof exported === "function" ? await exported() : exported;
    const { dbName = "godwit" } = config as { readonly dbName?: string };
    const orm = await MikroORM.init({ ...config, dbName, connect: false, debug: false });
    try {
      return await orm.schema.getCreateSchemaSQL({ wrap: false });
    } finally {
      await orm.close(true);
    }
  },
};
