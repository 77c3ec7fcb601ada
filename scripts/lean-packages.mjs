// Keeps bundled packages from loading parts of Node at start-up that no run of ours, or hardly one, ever uses.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** What is replaced in which file; a package that no longer has it must be looked at again. */
const LATER = [
  {
    file: /commander[\\/]lib[\\/]command\.js$/,
    from: "const childProcess = require('node:child_process');",
    // Commands that are programs of their own: we have none.
    to: "const childProcess = { spawn: (...all) => require('node:child_process').spawn(...all) };",
  },
  {
    file: /pg[\\/]lib[\\/]connection-parameters\.js$/,
    from: "const dns = require('dns')",
    to: "const dns = { lookup: (...all) => require('dns').lookup(...all) }",
  },
];

/** A plugin for esbuild. */
export const leanPackages = {
  name: "lean packages",
  setup(build) {
    // Web Crypto alone costs 5 ms; Node's own functions do the same.
    build.onResolve({ filter: /^\.\/utils$/ }, ({ importer }) =>
      /pg[\\/]lib[\\/]crypto[\\/]sasl\.js$/.test(importer)
        ? { path: resolve("src/drivers/pg-crypto.ts") }
        : undefined,
    );
    build.onResolve({ filter: /^\.\/crypto\/utils$/ }, ({ importer }) =>
      /pg[\\/]lib[\\/]client\.js$/.test(importer) ? { path: resolve("src/drivers/pg-crypto.ts") } : undefined,
    );
    for (const { file, from, to } of LATER) {
      build.onLoad({ filter: file }, ({ path }) => {
        const text = readFileSync(path, "utf8");
        if (!text.includes(from)) throw new Error(`${path} has no longer ${from}`);
        return { contents: text.replace(from, to) };
      });
    }
  },
};
