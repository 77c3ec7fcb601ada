// `godwit doctor`: looks at connection, rights and surroundings.
import { doctor as examine, grants } from "../../actions/look.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";

export const doctor = command({
  description:
    "Looks at the connection, the server, the pooler, the rights and what may be in the way. Changes nothing.",
  examples: [
    { command: "godwit doctor", does: "the checks" },
    { command: "godwit doctor --grants", does: "the least rights for migrator and application, as SQL" },
  ],
  arguments: {},
  flags: { grants: { help: "print the SQL that grants the least rights" } },
  async run(context, { grants: wanted }) {
    if (wanted) {
      const sql = await withProject(context, grants);
      return { document: { grants: sql }, text: () => sql };
    }
    const checks = await withProject(context, examine);
    const { stdout } = context;
    return {
      document: { checks },
      status: checks.every(({ ok }) => ok) ? 0 : 1,
      text: () =>
        checks
          .map(({ name, ok, message, hint }) => {
            const mark = ok ? stdout.paint("green", "ok  ") : stdout.paint("red", "FAIL");
            return `${mark}  ${name}: ${message}\n${hint === undefined ? "" : `      hint: ${hint}\n`}`;
          })
          .join(""),
    };
  },
});
