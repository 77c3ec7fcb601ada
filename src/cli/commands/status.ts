// `godwit status`: the standing of every migration.

import { type Status, status as standingOfAll } from "../../actions/status.ts";
import { statusDocument } from "../../actions/status-document.ts";
import { formatDuration } from "../../core/duration.ts";
import type { Standing } from "../../core/standing.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";
import { withProject } from "../with-project.ts";

export const status = command({
  description:
    "Shows every migration with its standing: pending, applied, changed, missing, failed, running, out-of-order, " +
    "held, skipped or retired. Always ends with status 0; `godwit check` is the one that judges.",
  examples: [
    { command: "godwit status", does: "the table" },
    { command: "godwit status --json", does: "the same as one JSON document" },
    { command: "godwit status --pending", does: "only what is not applied" },
  ],
  arguments: {},
  flags: { pending: { help: "leave out what is applied and unchanged" } },
  async run(context, { pending }) {
    const found = await withProject(context, standingOfAll);
    const { database, standings, notes } = found;
    for (const { message, hint } of notes)
      context.report({ type: "note", message, ...(hint === undefined ? {} : { hint }) });
    return {
      database: `${database.host}/${database.name}`,
      document: { ...statusDocument(found) },
      text: () => {
        const rows = pending
          ? standings.filter(({ standing }) => standing !== "applied" && standing !== "skipped")
          : standings;
        return `${rows.length === 0 ? "" : tableOf(rows, context.stdout)}${summary(found)}\n`;
      },
    };
  },
});

const PAINT: Partial<Record<Standing["standing"], "green" | "yellow" | "red" | "dim" | "cyan">> = {
  applied: "green",
  pending: "yellow",
  running: "cyan",
  changed: "red",
  missing: "red",
  failed: "red",
  "out-of-order": "red",
  held: "dim",
  skipped: "dim",
  retired: "dim",
};

function tableOf(rows: readonly Standing[], screen: Parameters<typeof table>[2]): string {
  return table(
    [
      { title: "version", cell: (row) => row.version },
      { title: "name", cell: (row) => row.name, shrink: 1 },
      { title: "in", cell: (row) => row.migration?.target ?? "" },
      { title: "standing", cell: (row) => row.standing, paint: (row) => PAINT[row.standing] },
      {
        title: "applied",
        cell: (row) =>
          row.record?.success ? row.record.appliedAt.toISOString().slice(0, 19).replace("T", " ") : "",
      },
      {
        title: "took",
        cell: (row) => (row.record?.success ? formatDuration(row.record.executionTimeMs) : ""),
      },
      { title: "note", cell: noteOf, shrink: 2 },
    ],
    rows,
    screen,
  );
}

function noteOf({ record, edited, migration }: Standing): string {
  if (record && !record.success) {
    if (record.error !== null) return record.error.replace(`${record.name} `, "");
    const at = record.stepsTotal > 1 ? ` at step ${record.stepsDone + 1} of ${record.stepsTotal}` : "";
    return `interrupted${at}`;
  }
  if (edited) return "comments or layout edited since";
  return migration && !migration.down && !migration.repeatable ? "no rollback" : "";
}

function summary({ counts, lease, standings, database, retirable }: Status): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const all = standings.length === 0 ? "no migrations" : parts.join(", ");
  const holder = lease ? `\n${holderText(lease)}` : "";
  // DynamoDB has no version that would tell anybody anything.
  const product = productOf(database);
  const last = retirable.at(-1);
  const files = `${retirable.length} ${retirable.length === 1 ? "file" : "files"}`;
  const why = database.engine === "dynamodb" ? "init gives what they give" : "a baseline covers them";
  const free = last === undefined ? "" : `\n${files} could go, ${why}: godwit retire ${last} --to`;
  return `${all} · ${database.name} on ${database.host}, ${product}${free}${holder}`;
}

function productOf({ engine, version }: Status["database"]): string {
  if (engine === "dynamodb") return "DynamoDB";
  return engine === "timeline" ? `PostgreSQL ${version} and DynamoDB` : `PostgreSQL ${version}`;
}

/** Compares two machines' clocks: good enough to tell people, never to act on. */
function holderText({ purpose, who, host, pid, lastBeat, leaseMs }: NonNullable<Status["lease"]>): string {
  const run = `${purpose} by ${who} on ${host}, process ${pid}`;
  const silentMs = Date.now() - lastBeat.getTime();
  if (silentMs <= leaseMs) return `running now: ${run}`;
  return `not heard of for ${formatDuration(silentMs)}: ${run}; if it is dead, the next run takes over`;
}
