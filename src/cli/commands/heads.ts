// `godwit heads`: where the branches of the migrations end.
import { headsOf } from "../../core/branches.ts";
import { inOrder } from "../../core/order.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";

export const heads = command({
  description:
    "Shows the migrations that no other follows. Branches exist only where a `Depends` header makes them: a migration " +
    "without one follows the one before it. More than one head is joined by `godwit merge`.",
  examples: [{ command: "godwit heads", does: "the ends of all branches" }],
  arguments: {},
  flags: {},
  async run(context) {
    const { migrations } = await withProject(context, ({ source }) => source.collect());
    const found = headsOf(inOrder(migrations).filter(({ repeatable }) => !repeatable));
    const list = found.map(({ version, name, up }) => ({ version, name, file: up.file }));
    const hint =
      list.length > 1
        ? `\n${list.length} heads: godwit merge ${list
            .map(({ version }) => version)
            .slice(0, 2)
            .join(" ")}\n`
        : "";
    return {
      document: { heads: list },
      text: () =>
        list.length === 0 ? "no migrations\n" : list.map(({ name }) => `${name}\n`).join("") + hint,
    };
  },
});
