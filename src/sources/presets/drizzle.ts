// Drizzle: `drizzle-kit export` prints the DDL of a schema.
import { basename } from "node:path";
import type { Preset } from "./preset.ts";

export const drizzle: Preset = {
  name: "drizzle",
  packages: [
    { name: "drizzle-orm", oldest: "0.36" },
    { name: "drizzle-kit", oldest: "0.28" },
  ],
  gives: "text",
  places: ["drizzle.config.ts", "drizzle.config.js", "drizzle.config.mjs", "drizzle.config.json"],
  run({ path, program }) {
    // A configuration, or the schema itself.
    const what = /^drizzle.*\.config\.\w+$/.test(basename(path))
      ? ["--config", path]
      : ["--dialect", "postgresql", "--schema", path];
    return program("drizzle-kit", "drizzle-kit", ["export", "--sql", ...what]);
  },
};
