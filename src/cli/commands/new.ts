// `godwit new`: makes the files of a migration.

import { newMigration } from "../../sources/scaffold.ts";
import { command } from "../command.ts";

export const newCommand = command({
  description: "Makes a migration with the next number, its header filled in, and its rollback beside it.",
  examples: [
    { command: "godwit new add_users", does: "an SQL migration and its rollback" },
    { command: "godwit new fill_names --data", does: "one that changes rows, not the schema" },
    { command: "godwit new rename_keys --ts", does: "one in TypeScript" },
    { command: "godwit new add_permission --dynamo", does: "one for DynamoDB" },
  ],
  arguments: { name: { help: "what it does, such as add_users or add users", many: true } },
  flags: {
    ts: { help: "write it in TypeScript" },
    dynamo: { help: "write it for DynamoDB, in TypeScript" },
    data: { help: "it changes data, not the schema" },
    template: { help: "a template of your own", value: "FILE" },
  },
  async run(context, { name, ts, dynamo, data, template }) {
    const { migrations, root, numbering } = await context.settings();
    const [folder = "migrations", ...otherFolders] = migrations;
    const made = newMigration({
      folder,
      otherFolders,
      root,
      name: name.join(" "),
      numbering,
      language: ts || dynamo ? "ts" : "sql",
      dynamo,
      data,
      now: new Date(),
      ...(template === undefined ? {} : { template }),
    });
    for (const { message, hint } of made.notes)
      context.report({ type: "note", message, ...(hint === undefined ? {} : { hint }) });
    return {
      document: { version: made.version, name: made.name, files: made.files },
      text: () => made.files.map((file) => `wrote ${file}\n`).join(""),
    };
  },
});
