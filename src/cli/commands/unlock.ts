// `godwit unlock`: ends the lease of a run that is dead.
import { unlock as free } from "../../actions/look.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";

export const unlock = command({
  description:
    "Frees the lock of a run that is dead. Seldom needed: the next run takes over by itself. A run that is alive is " +
    "left alone, unless --force ends its sessions.",
  examples: [
    { command: "godwit unlock", does: "free the lock of a dead run" },
    { command: "godwit unlock --force --yes", does: "end a run that hangs" },
  ],
  arguments: {},
  flags: {
    force: { help: "also end a run that is alive" },
    reason: { help: "why, for the log", value: "TEXT" },
  },
  async run(context, { force, reason }) {
    if (force) await context.confirm("end the sessions of the run that holds the lock?");
    const holder = await withProject(context, (project) =>
      free(project, { force, reason: reason ?? "unlocked by hand" }),
    );
    return {
      document: { freed: holder },
      text: () =>
        holder
          ? `freed the lock of ${holder.who} on ${holder.host}, process ${holder.pid}\n`
          : "nobody holds the lock\n",
    };
  },
});
