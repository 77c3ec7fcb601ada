// `godwit version`: which Godwit this is, and what it runs on.

import { toolVersion } from "../../settings/tool-version.ts";
import { command } from "../command.ts";

export const version = command({
  description: "Prints the versions of Godwit and of what it runs on: put it into a bug report.",
  examples: [
    { command: "godwit version", does: "all of them" },
    { command: "godwit --version", does: "only Godwit's own" },
  ],
  arguments: {},
  flags: { short: { help: "only Godwit's own version" } },
  async run({ platform }, { short }) {
    const godwit = toolVersion();
    const document = {
      version: godwit,
      node: process.versions.node,
      platform: `${platform}-${process.arch}`,
    };
    return {
      document,
      text: () =>
        short ? `${godwit}\n` : `godwit ${godwit}\nnode ${document.node}\nplatform ${document.platform}\n`,
    };
  },
});
