// Mermaid itself reads the diagrams that we write: of schemas with hostile names, and of a difference.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { keyOf, makeFact, type Schema } from "../../src/core/fact.ts";
import { entitiesOf, entityDifference } from "../../src/pages/entities.ts";
import { mermaidOf } from "../../src/pages/mermaid.ts";
import { root } from "../support/root.ts";

interface Mermaid {
  readonly default: { parse(text: string): Promise<{ readonly diagramType: string }> };
}

let mermaid: Mermaid["default"];

// It is too large to be installed with every checkout: once, into `.cache`, with whatever registry npm is configured for.
beforeAll(async () => {
  const folder = join(root, ".cache", "mermaid");
  const entry = join(folder, "node_modules", "mermaid", "dist", "mermaid.core.mjs");
  if (!existsSync(entry)) {
    mkdirSync(folder, { recursive: true });
    const flags = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    const shell = process.platform === "win32";
    execFileSync("npm", ["install", ...flags, "mermaid@^11"], { cwd: folder, stdio: "inherit", shell });
  }
  mermaid = ((await import(pathToFileURL(entry).href)) as Mermaid).default;
}, 300_000);

const NAMES = [
  "plain",
  "odd Name",
  'with "quotes"',
  "größe",
  "日本語",
  "1st",
  "a-b.c/d\\e",
  "100% {of} [it] (all)",
  "`tick`; --x",
  "PK",
  "erDiagram",
  "line\nfeed",
  "🦤",
  "<b>&amp;",
];

function schemaOf(names: readonly string[], type: string): Schema {
  const facts = names.flatMap((name, index) => {
    const table = keyOf("table", ["s", name]);
    const other = names[index === 0 ? 0 : index - 1] ?? "";
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const definition = `FOREIGN KEY (${quoted(name)}) REFERENCES "s".${quoted(other)}("id")`;
    return [
      makeFact({ kind: "table", path: ["s", name] }, [], { type }),
      makeFact({ kind: "column", path: ["s", name, name] }, [table], { type, notNull: index % 2 === 0 }),
      makeFact({ kind: "constraint", path: ["s", name, `fk ${name}`] }, [table], {
        type: "foreign key",
        definition,
      }),
    ];
  });
  return new Map(facts.map((fact) => [fact.key, fact]));
}

it.each([
  "integer",
  "numeric(10,2)",
  "timestamp(3) with time zone",
  "character varying(40)[]",
  'app."odd ""type""[]"',
  "größe",
])("of columns of the type %s", async (type) => {
  const { entities, relations } = entitiesOf(schemaOf(NAMES, type));
  expect([entities.length, relations.length]).toEqual([NAMES.length, NAMES.length]);
  const text = mermaidOf({ entities, relations });
  expect((await mermaid.parse(text)).diagramType, text).toBe("er");
});

it("of a difference", async () => {
  const text = mermaidOf(
    entityDifference(schemaOf(NAMES.slice(3), "text"), schemaOf(NAMES.slice(0, 7), "int")),
  );
  expect((await mermaid.parse(text)).diagramType, text).toBe("er");
  expect(text).toMatch(/classDef added[^\n]*\n[^\n]*class e/);
});

it("of nothing", async () => {
  expect((await mermaid.parse(mermaidOf(entitiesOf(new Map())))).diagramType).toBe("er");
});

it("and it refuses what is wrong", async () => {
  await expect(mermaid.parse('erDiagram\n  e1["a"] {\n    int\n  }\n')).rejects.toThrow();
});
