// Tells a run to a person: lines for what happened, and on a terminal one line, redrawn, for what happens now.
import type { Event } from "../core/event.ts";
import {
  describeBlocked,
  describeFailed,
  describeFinished,
  describeNotice,
  describeProofs,
  describeRetry,
  describeRun,
  describeStart,
  describeUnproved,
} from "./describe.ts";
import { liveLine } from "./live-line.ts";
import type { OpenReporter, ReporterOptions } from "./reporter.ts";
import type { Paint } from "./screen.ts";
import { printable } from "./text-width.ts";

/** With `quiet` only what a person has to act on: warnings, waits and failures. */
export function terminal(options: ReporterOptions): OpenReporter {
  const { screen, quiet, verbose } = options;
  const live = liveLine(options);
  const mark = screen.unicode ? { done: "✓ ", failed: "✗ ", wait: "◌ " } : { done: "", failed: "", wait: "" };
  let blockedBy: string | undefined;
  let waitingFor = "";

  function say(lines: string | readonly string[], paint?: Paint): void {
    const [first = "", ...rest] = (typeof lines === "string" ? [lines] : lines).map(printable);
    live.print([paint ? screen.paint(paint, first) : first, ...rest]);
  }

  function narrate(lines: string | readonly string[], paint?: Paint): void {
    if (!quiet) say(lines, paint);
  }

  function report(event: Event): void {
    live.follow(event);
    switch (event.type) {
      case "note":
        say(event.hint ? [event.message, `  hint: ${event.hint}`] : event.message);
        return;
      case "run-started":
        if (event.total > 0) narrate(describeRun(event));
        return;
      case "proofs-started":
        if (event.total > 0) narrate(describeProofs(event));
        return;
      case "migration-proved":
        if (event.failed.length > 0) narrate(mark.failed + describeUnproved(event), "red");
        return;
      case "lock-waiting":
        if (waitingFor === event.holder) return;
        waitingFor = event.holder;
        say(`${mark.wait}another run holds the lock: ${event.holder}; waiting for it`, "yellow");
        return;
      case "lock-taken-over":
        say(`took over the lock of ${event.holder}: ${event.why}`, "yellow");
        return;
      case "migration-started":
        blockedBy = undefined;
        if (event.from > 0 && event.from >= event.steps)
          narrate(`${event.name}: all steps are done; goes on after them`);
        else if (event.from > 0) narrate(`${event.name} goes on at step ${event.from + 1} of ${event.steps}`);
        else if (verbose) narrate(describeStart(event));
        return;
      case "step-started":
        if (verbose) narrate(`  step ${event.step + 1} of ${event.steps}: ${event.text.trim()}`, "dim");
        return;
      case "step-effect":
        narrate(`  step ${event.step + 1} of ${event.name}: ${event.effect}`);
        return;
      case "notice":
        narrate(describeNotice(event), event.severity === "WARNING" ? "yellow" : "dim");
        return;
      case "log":
        narrate(`  ${event.message}`);
        return;
      case "blocked": {
        // The same blockers again: the live line shows the time; a log needs no second copy.
        const now = event.blockers.map((blocker) => blocker.pid).join();
        if (now === blockedBy) return;
        blockedBy = now;
        const [first = "", ...rest] = describeBlocked(event);
        say([mark.wait + first, ...rest], "yellow");
        return;
      }
      case "retrying":
        narrate(`  ${describeRetry(event)}`, "dim");
        return;
      case "migration-finished":
        blockedBy = undefined;
        narrate(mark.done + describeFinished(event), "green");
        return;
      case "migration-failed":
        say(mark.failed + describeFailed(event), "red");
        return;
      case "step-finished":
      case "proof-started":
      case "proofs-finished":
      case "run-finished":
        return;
    }
  }

  return { report, close: live.close };
}
