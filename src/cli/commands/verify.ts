// `godwit verify`: proves each migration on a throw-away shadow, and shows the evidence.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { proveParity } from "../../actions/parity.ts";
import { type Proof, skipped, together } from "../../actions/proof.ts";
import { verify as prove } from "../../actions/verify.ts";
import { verifyDocument } from "../../actions/verify-document.ts";
import { verifyPage } from "../../actions/verify-page.ts";
import { GodwitError } from "../../core/errors.ts";
import type { SchemaText } from "../../core/schema-database.ts";
import type { Comparison } from "../../project/compare.ts";
import { freshInstalls } from "../../project/fresh-installs.ts";
import type { Settings } from "../../settings/settings.ts";
import { schemaTexts } from "../../sources/schema-texts.ts";
import { command } from "../command.ts";
import { verifyReport } from "../verify-report.ts";
import { withComparison } from "../with-comparison.ts";

export const verify = command({
  description:
    "Proves every migration on a throw-away shadow, each from the state that those before it give: it applies, its " +
    "rollback gives back exactly the schema before it, it applies again with the same result, and generated rows " +
    "survive; and that a fresh install from `schema`, with `seeds/`, from `dump` or from the newest baseline equals what " +
    "the migrations give. Ends with status 3 when a proof fails. A migration without a rollback is named and is no " +
    "failure. Your database is not touched; it is only asked for its version.",
  examples: [
    { command: "godwit verify", does: "all migrations" },
    { command: "godwit verify 024 025", does: "two of them; those before are applied and not proved" },
    {
      command: 'godwit verify --data "$PROD_URL"',
      does: "what production is still to get, on a copy of its rows",
    },
    { command: "godwit verify --markdown proofs.md", does: "a page for the review, too" },
  ],
  arguments: {
    versions: { help: "prove only these", many: true, optional: true, complete: "versions" },
  },
  flags: {
    base: {
      help: "on DynamoDB: the git ref of the last release, whose init its migrations begin with",
      value: "REF",
    },
    data: {
      help: "prove what is still to be applied on a copy of real data: a URL, which is only read, or a plain dump",
      value: "URL|FILE",
      conflicts: ["noRows"],
    },
    queries: {
      help: "SQL of the application that must go on working: a file or a folder; may be repeated",
      value: "PATH",
      many: true,
    },
    noRows: { help: "try nothing on generated rows, which takes less time" },
    noCache: { help: "prove again what was proved before" },
    markdown: { help: "write the result as a Markdown page, too", value: "FILE" },
  },
  async run(context, { versions, base, markdown, noCache, noRows, data, queries }) {
    const settings = await context.settings();
    if (settings.dynamodb) {
      const { verifyItems } = await import("./verify-items.ts");
      return verifyItems(context, base);
    }
    if (base !== undefined)
      throw new GodwitError("USAGE", "--base goes with DynamoDB only", { hint: "leave it out" });
    const report = await withComparison(context, (comparison, project) =>
      prove(
        { ...project, rehearsals: comparison.rehearsals },
        {
          versions,
          rows: !noRows,
          data: data === undefined ? undefined : comparison.realData(data),
          queries: queries.length === 0 ? undefined : queriesIn(queries, context.cwd, settings),
          // What is proved on data or with queries is proved of those.
          cache: noCache || data !== undefined || queries.length > 0 ? undefined : comparison.proofs,
          parity: () => parityOf(comparison, settings),
        },
      ),
    );
    if (markdown !== undefined) writePage(resolve(context.cwd, markdown), verifyPage(report), markdown);
    const all = [report.parity, ...report.migrations.flatMap(({ proofs }) => Object.values(proofs))];
    const failed = all.some(({ verdict }) => verdict === "fail");
    return {
      document: { ...verifyDocument(report) },
      text: () => verifyReport(report, context.stdout),
      ...(failed ? { status: 3 as const } : {}),
    };
  },
});

function queriesIn(
  paths: readonly string[],
  base: string,
  { root, placeholders }: Settings,
): readonly SchemaText[] {
  return schemaTexts(paths, { root, base }).map((text) => ({ ...text, placeholders }));
}

async function parityOf(comparison: Comparison, settings: Settings): Promise<Proof> {
  const proofs: Proof[] = [];
  for (const install of await freshInstalls(comparison, settings)) {
    proofs.push("verdict" in install ? install : await proveParity(comparison, install));
  }
  return proofs.length === 0
    ? skipped("neither `schema` nor `dump` is configured, and there is no baseline")
    : together(proofs);
}

function writePage(path: string, page: string, shown: string): void {
  try {
    writeFileSync(path, page);
  } catch (cause) {
    throw new GodwitError("WRITE_FAILED", `${shown} cannot be written`, { cause });
  }
}
