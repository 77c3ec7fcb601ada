// `godwit new`: makes the files of a migration.
import { GodwitError } from "../../core/errors.ts";
import { itemSettings } from "../../project/open-timeline.ts";
import { newMigration } from "../../sources/scaffold.ts";
import { command } from "../command.ts";
import { renameWish } from "../rename-flag.ts";

export const newCommand = command({
  description:
    "Makes a migration with the next number, its header filled in, and its rollback beside it. With --auto both are " +
    "written from what is missing in the migrations to give the desired `schema`, and run on a shadow before they are " +
    "written; nothing is written where nothing is missing.",
  examples: [
    { command: "godwit new add_users", does: "an SQL migration and its rollback" },
    { command: "godwit new fill_names --data", does: "one that changes rows, not the schema" },
    { command: "godwit new rename_keys --ts", does: "one in TypeScript" },
    { command: "godwit new add_permission --dynamo", does: "one for DynamoDB" },
    {
      command: "godwit new limits --config-item CONFIG/LIMITS",
      does: "one item of configuration, in a migration and in init",
    },
    { command: "godwit new --auto", does: "what the configured schema asks for, named after what it does" },
    { command: "godwit new --revert 024", does: "a new migration that takes back 024" },
    {
      command: "godwit new rename_mail --auto --rename public.users.mail=email",
      does: "the same, where a column got another name",
    },
  ],
  arguments: { name: { help: "what it does, such as add_users or add users", many: true } },
  flags: {
    ts: { help: "write it in TypeScript" },
    dynamo: { help: "write it for DynamoDB, in TypeScript" },
    configItem: {
      help: "write it for one item of DynamoDB, and the item into the module of `dynamodb.init`",
      value: "KEY",
      conflicts: ["ts", "dynamo", "data", "template", "auto", "revert", "rename"],
    },
    data: { help: "it changes data, not the schema" },
    template: { help: "a template of your own", value: "FILE" },
    auto: {
      help: "write it from the difference between the migrations and the desired schema",
      conflicts: ["ts", "dynamo", "data"],
    },
    rename: {
      help: "with --auto: something that the desired schema calls otherwise; may be given several times",
      value: "OLD=NEW",
      many: true,
      parse: renameWish,
    },
    assumeEmpty: {
      help: "with --auto: nobody uses the tables yet, so nothing has to be done without blocking",
    },
    revert: {
      help: "a migration that takes back this one: its rollback, and the way forth again",
      value: "VERSION",
      complete: "versions",
      conflicts: ["auto", "ts", "dynamo", "data", "rename"],
    },
  },
  async run(context, { name: words, configItem, ...flags }) {
    const { ts, dynamo, data, template, auto, rename, assumeEmpty, revert } = flags;
    const settings = await context.settings();
    const { migrations, beside = [] } = (dynamo ? itemSettings(settings) : undefined) ?? settings;
    const { root, numbering } = settings;
    const [folder = "migrations", ...others] = migrations;
    const otherFolders = [...others, ...beside];
    const name = words.join(" ");
    const files = {
      folder,
      otherFolders,
      root,
      numbering,
      language: ts || dynamo ? ("ts" as const) : ("sql" as const),
      dynamo,
      data,
      now: new Date(),
      ...(template === undefined ? {} : { template }),
    };
    if (auto) {
      const { newAuto } = await import("./new-auto.ts");
      return newAuto(context, { name: name === "" ? undefined : name, files, renames: rename, assumeEmpty });
    }
    if (revert !== undefined) {
      const { newRevert } = await import("./new-revert.ts");
      const wish = { name: name === "" ? undefined : name, files, assumeEmpty, version: revert };
      return newRevert(context, wish);
    }
    if (rename.length > 0 || assumeEmpty) {
      throw new GodwitError("USAGE", `${assumeEmpty ? "--assume-empty" : "--rename"} goes with --auto only`, {
        hint: "`godwit help new` explains both",
      });
    }
    if (configItem !== undefined) {
      const { newConfigItem } = await import("./new-config-item.ts");
      return newConfigItem(context, { name, key: configItem, files });
    }
    const made = newMigration({ ...files, name });
    for (const { message, hint } of made.notes)
      context.report({ type: "note", message, ...(hint === undefined ? {} : { hint }) });
    return {
      document: { version: made.version, name: made.name, files: made.files },
      text: () => made.files.map((file) => `wrote ${file}\n`).join(""),
    };
  },
});
