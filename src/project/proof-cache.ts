// Keeps proofs in the project's own folder, which nobody commits.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Proofs } from "../actions/proof.ts";
import type { ProofCache } from "../actions/proof-cache.ts";
import type { ProjectOptions } from "../project.ts";
import { schemaTexts } from "../sources/schema-texts.ts";

export interface ProofCacheOptions extends Pick<ProjectOptions, "settings" | "toolVersion" | "variables"> {
  /** The target's; undefined is the one that comes with Godwit. */
  major(): Promise<number | undefined>;
}

export function proofCache({ settings, toolVersion, variables, major }: ProofCacheOptions): ProofCache {
  const file = join(settings.root, ".godwit", "cache", "proofs.json");
  let read: Readonly<Record<string, Proofs>> | undefined;
  return {
    async basis() {
      // Nobody knows what another server has or is set to.
      if (settings.shadow !== undefined) return null;
      const { findBinaries } = await import("../servers/binaries.ts");
      const { release } = findBinaries({ major: await major(), from: settings.root });
      const { history, transaction, statementTimeoutMs, role, placeholders, shadowSetup } = settings;
      const setup = shadowSetup === undefined ? [] : setupOf(shadowSetup, settings.root);
      // What it includes is in other files.
      if (setup.some((text) => /^\s*\\i/m.test(text))) return null;
      const { PGOPTIONS: options } = variables;
      const values = { history, transaction, statementTimeoutMs, role, placeholders, setup, options };
      return JSON.stringify([LAYOUT, toolVersion, release, values]);
    },
    get(key) {
      read ??= load(file);
      return read[key];
    },
    keep(proofs) {
      try {
        mkdirSync(dirname(file), { recursive: true });
        const fresh = `${file}.${process.pid}`;
        writeFileSync(fresh, JSON.stringify(Object.fromEntries(proofs)));
        renameSync(fresh, file);
      } catch {
        // The next run proves again.
      }
    },
  };
}

function setupOf(path: string, root: string): readonly string[] {
  return schemaTexts([path], { root, base: root }).map(({ text }) => Buffer.from(text).toString("utf8"));
}

/** Of what is kept; raised when proofs mean something else. */
const LAYOUT = 2;

function load(file: string): Readonly<Record<string, Proofs>> {
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof found === "object" && found !== null ? (found as Readonly<Record<string, Proofs>>) : {};
  } catch {
    // Absent, or cut off: there is nothing to go by.
    return {};
  }
}
