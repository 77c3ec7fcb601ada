// `godwit history`: what happened to the database, newest first.
import { history as read } from "../../actions/look.ts";
import { formatDuration } from "../../core/duration.ts";
import { command } from "../command.ts";
import { count } from "../flag-values.ts";
import { table } from "../table.ts";
import { withProject } from "../with-project.ts";

export const history = command({
  description:
    "Shows the log: every run, failure, revert, stamp and repair, with who and when. Its lines are chained by hash; --verify follows the chain.",
  examples: [
    { command: "godwit history", does: "the newest 50 events" },
    { command: "godwit history 024", does: "what happened to version 024" },
    { command: "godwit history --verify", does: "prove that no line was edited or removed" },
  ],
  arguments: { version: { help: "only this version", optional: true, complete: "versions" } },
  flags: {
    limit: { help: "how many events; 50 unless given", value: "N", parse: count },
    verify: { help: "follow the chain of hashes from the first line to the last" },
  },
  async run(context, { version, limit, verify }) {
    const { events, chain } = await withProject(context, (project) =>
      read(project, {
        limit: (limit as number | undefined) ?? 50,
        verify,
        ...(version === undefined ? {} : { version }),
      }),
    );
    return {
      document: { events, ...(chain ? { chain } : {}) },
      text: () => {
        const lines = table(
          [
            { title: "at", cell: (line) => line.at.toISOString().slice(0, 19).replace("T", " ") },
            { title: "event", cell: (line) => line.event },
            { title: "migration", cell: (line) => line.name ?? line.version ?? "", shrink: 1 },
            { title: "who", cell: (line) => line.who, shrink: 2 },
            {
              title: "took",
              cell: (line) => (line.executionTimeMs === null ? "" : formatDuration(line.executionTimeMs)),
            },
            { title: "reason", cell: (line) => line.reason ?? "", shrink: 3 },
          ],
          events,
          context.stdout,
        );
        const proof = chain
          ? `the chain of ${chain.lines === 1 ? "1 line" : `${chain.lines} lines`} holds; its head is ${chain.head ?? "none"}\n`
          : "";
        return (events.length === 0 ? "no events\n" : lines) + proof;
      },
    };
  },
});
