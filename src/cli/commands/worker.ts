// `godwit worker`: helps a run of another process.
import { assist } from "../../actions/assist.ts";
import { command } from "../command.ts";
import { withSteadyMemory } from "../steady-memory.ts";
import { withProject } from "../with-project.ts";

export const worker = command({
  description:
    "Helps a run that goes on elsewhere: takes a share of the items of its DynamoDB transform or re-keying, and ends with it. " +
    "Needs the same migration files. As many as you like may help at once; one that dies is replaced by the others.",
  examples: [
    { command: "godwit worker --env prod", does: "wait for a run, and help it" },
    { command: "godwit worker --env prod --max-wcu 500", does: "also change how fast all of them may write" },
  ],
  arguments: {},
  flags: {
    wait: { help: "how long to wait for a run to help", value: "TIME", setting: "wait" },
    maxWcu: {
      help: "DynamoDB write units per second that the run may use, all processes together",
      value: "N",
      setting: "dynamodb.maxWcu",
    },
  },
  async run(context) {
    const helped = await withProject(context, (project) => withSteadyMemory(() => assist(project)));
    return {
      document: { helped },
      text: () =>
        helped.length === 0
          ? "there was no run to help\n"
          : helped.map(({ name, items }) => `helped with ${items} items of ${name}\n`).join(""),
    };
  },
});
