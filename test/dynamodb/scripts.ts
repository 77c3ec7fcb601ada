// Migrations as a source would give them, for modules that tests write in place.
import { sha256 } from "../../src/core/digest.ts";
import type { Header, Script } from "../../src/core/migration.ts";

export const PLAIN_HEADER: Header = { depends: [], requires: [], kind: "data", environments: [] };

/** A script whose default export is `exported`; `text` stands for its bytes. */
export function moduleScript(file: string, exported: unknown, text = file): Script {
  return {
    file,
    checksum: sha256(text),
    language: "module",
    read: () => Buffer.from(text),
    load: async () => exported,
  };
}

export function sqlScript(file: string, text: string): Script {
  return { file, checksum: sha256(text), language: "sql", read: () => Buffer.from(text) };
}
