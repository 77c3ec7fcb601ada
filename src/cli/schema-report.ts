// How a person reads the difference of two schemas: grouped, coloured, and then the SQL with its reasons.
import { factOf, shown } from "../actions/describe-change.ts";
import type { DiffReport } from "../actions/diff.ts";
import type { Change } from "../core/diff.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { Paint, Screen } from "../reporters/screen.ts";
import { findingLines } from "./findings.ts";

export interface Words {
  /** Said where nothing differs. */
  readonly same: string;
  /** Above the changes. */
  readonly changes: string;
  /** Above the SQL. */
  readonly sql: string;
}

export function schemaReport(
  { changes, steps, findings }: Omit<DiffReport, "sides">,
  words: Words,
  screen: Screen,
): string {
  const { paint } = screen;
  const warnings = findings.filter(({ severity }) => severity !== "note");
  const lines: string[] = [];
  if (changes.length > 0) {
    lines.push(paint("bold", words.changes), "");
    for (const group of groupsOf(changes)) lines.push(...groupLines(group, paint), "");
  } else {
    lines.push(warnings.length > 0 ? `${words.same}, as far as it was compared` : words.same, "");
  }
  if (steps.length > 0) {
    lines.push(paint("bold", words.sql), "");
    for (const step of steps) lines.push(...stepLines(step, paint));
    lines.push("");
  }
  lines.push(...findingLines(warnings, paint));
  return `${lines.join("\n").trimEnd()}\n`;
}

/** The statements, ready to be pasted. */
export function sqlOf(steps: readonly PlannedStep[]): string {
  return steps.map(({ text }) => `${text};\n`).join("");
}

interface Group {
  readonly title: string;
  readonly changes: readonly Change[];
}

/** Facts that hang on others have the other's kind before its names. */
const HANGING = new Set(["comment", "owner", "grant", "passed-grant", "security-label"]);

/** By schema and table, in the order of names: what has no schema comes first. */
function groupsOf(changes: readonly Change[]): readonly Group[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const title = groupOf(change);
    const list = groups.get(title);
    if (list) list.push(change);
    else groups.set(title, [change]);
  }
  return [...groups]
    .map(([title, list]) => ({ title, changes: list }))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** An index stands with the relation that it is on, which its path does not name. */
function groupOf(change: Change): string {
  const { id, needs } = factOf(change);
  const on =
    id.kind === "index" ? needs.find((key) => /^(?:table|column|materialized-view) /.test(key)) : undefined;
  return on === undefined ? namesOf(change).slice(0, 2).join(".") : relationOf(on);
}

function namesOf(change: Change): readonly string[] {
  const { kind, path } = factOf(change).id;
  return HANGING.has(kind) ? path.slice(1) : path;
}

function groupLines({ title, changes }: Group, paint: Screen["paint"]): string[] {
  const whole = changes.find((change) => change.type !== "alter" && isWhole(change));
  if (!whole) return [title, ...changes.flatMap((change) => changeLines(change, paint))];
  const rest = changes.filter((change) => change !== whole);
  const [same, other] = [
    rest.filter(({ type }) => type === whole.type),
    rest.filter(({ type }) => type !== whole.type),
  ];
  const counts = new Map<string, number>();
  for (const change of same)
    counts.set(factOf(change).id.kind, (counts.get(factOf(change).id.kind) ?? 0) + 1);
  const along = [...counts].map(([kind, count]) => `${count} ${kind}${count === 1 ? "" : "s"}`).join(", ");
  const line = `  ${signOf(whole, paint)} ${factOf(whole).id.kind}${along === "" ? "" : paint("dim", ` with ${along}`)}`;
  return [title, line, ...other.flatMap((change) => changeLines(change, paint))];
}

/** The thing that the group is named after. */
function isWhole(change: Change): boolean {
  const { kind, path } = factOf(change).id;
  return path.length <= 2 && !HANGING.has(kind) && kind !== "index";
}

const SIGNS: Readonly<Record<Change["type"], readonly [string, Paint]>> = {
  create: ["+", "green"],
  drop: ["-", "red"],
  alter: ["~", "yellow"],
};

function signOf({ type }: Change, paint: Screen["paint"]): string {
  const [sign, colour] = SIGNS[type];
  return paint(colour, sign);
}

function changeLines(change: Change, paint: Screen["paint"]): string[] {
  const head = `  ${signOf(change, paint)} ${titleOf(change)}`;
  if (change.type !== "alter") return [head];
  const { from, to, attributes } = change;
  const values = attributes.map((name) => {
    const [old, now] = [shown(from.attributes[name]), shown(to.attributes[name])];
    return `      ${name}: ${paint("red", old)} -> ${paint("green", now)}`;
  });
  return [head, ...values];
}

/** `column email`, `comment on column email`, `grant on table reader`, `owner of table`. */
function titleOf(change: Change): string {
  const { kind, path } = factOf(change).id;
  const names = namesOf(change);
  const inside = kind === "index" ? names.slice(1) : names.slice(2);
  const on = HANGING.has(kind) ? ` ${kind === "owner" ? "of" : "on"} ${path[0]}` : "";
  return `${kind}${on}${inside.length === 0 ? "" : ` ${inside.join(".")}`}`;
}

function stepLines(step: PlannedStep, paint: Screen["paint"]): string[] {
  const about = aboutStep(step);
  return [...(about === "" ? [] : [paint("dim", `-- ${about}`)]), `${step.text};`];
}

function aboutStep({
  fact,
  because,
  lock,
  relation,
  rewrites,
  scans,
  losesData,
  transaction,
}: PlannedStep): string {
  const words: string[] = [];
  if (because !== undefined && because !== fact) words.push(`because of ${because}`);
  if (lock !== undefined) words.push(`locks ${relationOf(relation ?? fact)} (${lock})`);
  if (rewrites) words.push("rewrites it");
  if (scans && !rewrites) words.push("reads all of it");
  if (transaction === "none") words.push("cannot run in a transaction");
  if (losesData !== undefined) words.push(`LOSES DATA: ${losesData}`);
  return words.join("; ").replaceAll("\n", " ");
}

/** A lock is taken on the whole relation, whichever part of it the step is about. */
function relationOf(key: string): string {
  const names = key.slice(key.indexOf(" ") + 1);
  return (names.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [names]).slice(0, 2).join(".");
}
