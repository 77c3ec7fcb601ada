// Fills a scene with what a catalogue says is there: exactly, in the place of what trees of earlier files tell.
import { idOf } from "../../core/fact.ts";
import type { KnownState, LintScript } from "../../core/linter.ts";
import { writeSchema } from "../write-schema.ts";
import { apply } from "./apply.ts";
import { lintFile } from "./lint-file.ts";
import type { Scene } from "./scene.ts";

/** The schema is written as SQL and taken in as a file is: what rules know of a table, they know in one form. */
export async function knowState(scene: Scene, { schema, extents }: KnownState, major: number): Promise<void> {
  if (schema) {
    const steps = writeSchema(schema, { major });
    const bytes = new TextEncoder().encode(steps.map(({ text }) => `${text};\n`).join(""));
    const { statements } = await lintFile({ ...WHOLE, script: scriptOf(bytes) }, { placeholders: {} });
    scene.forget();
    for (const statement of statements) apply(statement, scene);
    scene.held.clear();
  }
  if (!extents) return;
  scene.extents = new Map(
    [...extents].map(([key, extent]) => {
      const [space = "", name = ""] = idOf(key).path;
      return [scene.key({ schema: space, name }), extent];
    }),
  );
  // So they keep what they hold under another name.
  for (const [key, relation] of scene.relations) relation.extent = scene.extents.get(key) ?? null;
}

const WHOLE: Omit<LintScript, "script"> = {
  header: { depends: [], requires: [], kind: "schema", environments: [] },
  role: "alone",
  hasRollback: false,
  report: false,
};

function scriptOf(bytes: Uint8Array): LintScript["script"] {
  return { file: "the database", checksum: "", language: "sql", read: () => bytes };
}
