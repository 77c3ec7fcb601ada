// Events as sentences for people: who blocks us, what was taken over, what the database had to say.
import { formatDuration } from "../core/duration.ts";
import type { Blocker, Event } from "../core/event.ts";
import { grouped } from "../core/grouped.ts";
import { oneLine, truncate } from "./text-width.ts";

type Of<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

const QUERY_WIDTH = 100;

/** A line about the wait, and two per blocker: who it is, and what it runs. */
export function describeBlocked(event: Of<"blocked">): string[] {
  const lines = [`${event.name} waits for a lock, ${formatDuration(event.waitedMs)} so far; it is held by`];
  for (const blocker of event.blockers) lines.push(...describeBlocker(blocker));
  if (event.blockers.length === 0) lines.push("  a session that could not be seen");
  if (event.hidden) {
    lines.push("  the query is hidden from us; `grant pg_monitor to <migrating role>` shows it");
  }
  return lines;
}

function describeBlocker(blocker: Blocker): string[] {
  const who = [`pid ${blocker.pid}`, blocker.application, blocker.user && `as ${blocker.user}`]
    .filter(Boolean)
    .join(" ");
  const where = blocker.relation ? ` on ${blocker.relation}` : "";
  const lines = [
    `  ${who}${where}: ${blocker.state || "active"}, transaction open for ${formatDuration(blocker.ageMs)}`,
  ];
  if (blocker.query) lines.push(`    ${truncate(oneLine(blocker.query), QUERY_WIDTH)}`);
  return lines;
}

export function describeRetry(event: Of<"retrying">): string {
  return `${event.name}: ${event.reason}; nothing is held; try ${event.attempt + 1} in ${formatDuration(
    event.delayMs,
  )}, giving up in ${formatDuration(event.remainingMs)}`;
}

export function describeRun(event: Of<"run-started">): string {
  const verb = event.direction === "up" ? "applying" : "reverting";
  return `${verb} ${counted(event.total, "migration", "migrations")}`;
}

export function describeProofs(event: Of<"proofs-started">): string {
  return `proving ${counted(event.total, "migration", "migrations")} on a shadow`;
}

export function describeUnproved({ name, failed }: Of<"migration-proved">): string {
  return `${name}: ${failed.join(", ")}`;
}

export function describeStart(event: Of<"migration-started">): string {
  return `${event.name}: ${counted(event.steps, "step", "steps")} in ${counted(event.parts, "part", "parts")}`;
}

export function describeFinished(event: Of<"migration-finished">): string {
  const verb = event.direction === "up" ? "applied" : "reverted";
  const retries = event.retries === 0 ? "" : `, ${counted(event.retries, "retry", "retries")}`;
  return `${verb} ${event.name} (${formatDuration(event.executionTimeMs)}${retries})`;
}

export function describeFailed(event: Of<"migration-failed">): string {
  const verb = event.direction === "up" ? "applying" : "reverting";
  const where = event.step >= 0 && event.steps > 0 ? ` at step ${event.step + 1} of ${event.steps}` : "";
  return `${verb} ${event.name} failed${where}`;
}

/** The server's notice, its detail and hint below it. */
export function describeNotice(event: Of<"notice">): string[] {
  const lines = [`${event.severity.toLowerCase()}: ${oneLine(event.message)}`];
  if (event.detail) lines.push(`  detail: ${oneLine(event.detail)}`);
  if (event.hint) lines.push(`  hint: ${oneLine(event.hint)}`);
  return lines;
}

/** How far a step is that goes through many items. */
export function itemsInWords({ done, total }: Of<"items">): string {
  return `${grouped(done)} of about ${grouped(total)} items`;
}

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
