// The verdict on each file: facts first, then another tool's table, then rows and what people wrote down.
import type { Hint } from "../core/hint.ts";
import type { Migration } from "../core/migration.ts";
import type { Trace } from "../core/traces.ts";
import type { Matched, Said } from "./adopt-match.ts";

export type VerdictName = "applied" | "not" | "partly" | "unknown";

export interface Verdict {
  readonly version: string;
  readonly name: string;
  readonly verdict: VerdictName;
  /** One sentence each. */
  readonly evidence: readonly string[];
  /** Of an `unknown`: what a person is asked. */
  readonly question?: string;
  /** Of an `unknown`: what speaks for it, or against it. */
  readonly lean?: "applied" | "not";
  /** As another tool's table has it. */
  readonly appliedAt?: Date;
  readonly appliedBy?: string;
  /** The history has it already. */
  readonly recorded?: true;
}

/** What is known of one file. */
export interface Known {
  readonly migration: Migration;
  readonly trace: Trace;
  /** It changes no fact in the replay. */
  readonly silent: boolean;
  readonly onlyRows: boolean;
  /** Where it stands against the states that are exactly the live one. */
  readonly place: "before" | "among" | "after" | "none";
  /** The oldest version after which the schema is exactly the live one. */
  readonly exactly?: string;
  /** Why it did not run in the replay. */
  readonly failure?: string;
  /** It ran on things that are there already, and changed nothing. */
  readonly inPlace: boolean;
  /** Of the rows that it makes: how many there are, and how many of them are in the live tables; null where that was not found out. */
  readonly rows?: { readonly made: number; readonly found: number | null };
  readonly hints: readonly Hint[];
}

export function judge(known: Known, matched: Matched | undefined): Verdict {
  const { version, name } = known.migration;
  const facts = withRows(byFacts(known), known);
  const said = matched?.said.get(version);
  const whole = said && matched ? withTool(facts, said, matched.history.tool) : facts;
  const { appliedAt, appliedBy } = said?.as === "applied" ? said.row : {};
  return asked({
    version,
    name,
    ...withHints(whole, known.hints),
    ...(appliedAt ? { appliedAt } : {}),
    ...(appliedBy ? { appliedBy } : {}),
  });
}

type Finding = Pick<Verdict, "verdict" | "evidence" | "lean">;

function byFacts(known: Known): Finding {
  const { place, silent, exactly, trace, failure } = known;
  if (failure !== undefined) return { verdict: "unknown", evidence: [failure] };
  if (silent) return withoutFacts(known);
  const state = exactly === undefined ? "the one before all of them" : `the one after ${exactly}`;
  const exact = `the live schema is exactly ${state}`;
  if (place === "before") return { verdict: "applied", evidence: [exact] };
  if (place === "after") return { verdict: "not", evidence: [exact] };
  const { there, absent } = trace;
  if (there.length > 0 && absent.length === 0)
    return { verdict: "applied", evidence: [`${listed(there)} there`] };
  if (there.length === 0 && absent.length > 0)
    return { verdict: "not", evidence: [`${listed(absent)} not as it would be`] };
  if (there.length > 0)
    return {
      verdict: "partly",
      evidence: [`${listed(there)} there`, `${listed(absent)} not as it would be`],
    };
  return { verdict: "unknown", evidence: ["what it does was done again, or undone, by later ones"] };
}

/** Of a file that makes tables or the like, too: its rows may have been deleted since, so they decide nothing. */
function withRows(finding: Finding, { rows, silent }: Known): Finding {
  if (silent || !rows || rows.found === rows.made) return finding;
  return { ...finding, evidence: [...finding.evidence, foundRows(rows)] };
}

/** Data-only files, and those without an effect of their own (ruling 23). */
function withoutFacts({ rows, place, exactly, inPlace, onlyRows }: Known): Finding {
  const what = onlyRows
    ? "it changes rows only"
    : "it changes nothing in a schema where all before it have run";
  if (inPlace)
    return { verdict: "applied", evidence: ["run again on the schema as it is, it changes nothing"] };
  if (rows && rows.found === rows.made && onlyRows)
    return {
      verdict: "applied",
      evidence: [what, `${counted(rows.made)} that it makes ${areThere(rows.made)}`],
    };
  const evidence = [what, ...(rows ? [foundRows(rows)] : [])];
  if (rows && rows.found === 0) return { verdict: "unknown", evidence, lean: "not" };
  if (place === "before") {
    const state = `the live schema is exactly the one after ${exactly}, which comes after it`;
    return { verdict: "unknown", evidence: [...evidence, state], lean: "applied" };
  }
  return { verdict: "unknown", evidence, ...(place === "after" ? { lean: "not" } : {}) };
}

function foundRows({ made, found }: NonNullable<Known["rows"]>): string {
  if (found === null)
    return `whether ${counted(made)} that it makes ${areThere(made)} could not be found out`;
  if (found === made) return `${counted(made)} that it makes ${areThere(made)}`;
  return made === 1
    ? "the row that it makes is not there"
    : `${found} of the ${made} rows that it makes are there`;
}

function areThere(rows: number): string {
  return rows === 1 ? "is there" : "are there";
}

function counted(rows: number): string {
  return rows === 1 ? "the row" : `the ${rows} rows`;
}

function withTool(facts: Finding, said: Said, tool: string): Finding {
  const { verdict, evidence } = facts;
  if (said.as === "absent") {
    const told = `the table of ${tool} does not have it`;
    if (verdict === "unknown") return { verdict: "not", evidence: [told, ...evidence] };
    return { verdict, evidence: [...evidence, verdict === "applied" ? `${told}: done by hand?` : told] };
  }
  const told = toldBy(said, tool);
  if (said.as === "failed") {
    if (verdict === "applied") return { verdict: "unknown", evidence: [told, ...evidence], lean: "applied" };
    return { verdict: verdict === "unknown" ? "not" : verdict, evidence: [told, ...evidence] };
  }
  if (said.as === "applied" && said.same === true) {
    const against = verdict === "not" || verdict === "partly" ? ["undone since, by hand?"] : [];
    return { verdict: "applied", evidence: [told, ...evidence, ...against] };
  }
  if (verdict === "not")
    return { verdict: "unknown", evidence: [told, ...evidence.map((one) => `against it: ${one}`)] };
  if (verdict === "partly" || verdict === "applied") return { verdict, evidence: [...evidence, told] };
  // A file that is not the one that ran is not what was applied.
  if (said.as === "applied" && said.same === false)
    return { verdict: "unknown", evidence: [told, ...evidence], lean: "applied" };
  return { verdict: "applied", evidence: [told, ...evidence] };
}

function toldBy(said: Exclude<Said, { as: "absent" }>, tool: string): string {
  const { appliedAt } = said.row;
  const when = appliedAt ? ` on ${appliedAt.toISOString().slice(0, 10)}` : "";
  if (said.as === "before")
    return `the table of ${tool} is at a later one, ${said.row.version ?? said.row.name}`;
  if (said.as === "failed") return `the table of ${tool} has it as failed${when}`;
  const same =
    said.same === undefined
      ? ""
      : said.same
        ? ", with the checksum of this file"
        : ", with another checksum: the file was changed since";
  return `the table of ${tool} has it as applied${when}${same}`;
}

/** They decide nothing; they lean the question, and a contradiction is told. */
function withHints(finding: Finding, hints: readonly Hint[]): Finding {
  if (hints.length === 0) return finding;
  const told = hints.map(({ file, line, text, applied }) => {
    const against =
      (applied === true && finding.verdict === "not") || (applied === false && finding.verdict === "applied");
    return `${against ? "contradicted by " : ""}${file}:${line} (${text})`;
  });
  const says = hints.findLast(({ applied }) => applied !== undefined)?.applied;
  const lean = finding.lean ?? (says === undefined ? undefined : says ? "applied" : "not");
  return {
    verdict: finding.verdict,
    evidence: [...finding.evidence, ...told],
    ...(lean !== undefined && finding.verdict === "unknown" ? { lean } : {}),
  };
}

function asked(verdict: Verdict): Verdict {
  if (verdict.verdict !== "unknown") return verdict;
  const { lean, ...rest } = verdict;
  return {
    ...rest,
    ...(lean ? { lean } : {}),
    question: `${verdict.name}: ${verdict.evidence.join("; ")}. Was it applied?`,
  };
}

const NAMED = 3;

function listed(keys: readonly string[]): string {
  const more = keys.length > NAMED ? ` and ${keys.length - NAMED} more` : "";
  const verb = keys.length === 1 ? "is" : "are";
  return `${keys.slice(0, NAMED).join(", ")}${more} ${verb}`;
}
