// Completion as bash does it: the script is loaded into a real bash, and asked as the tab key would ask.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanEnvironment, godwit } from "../support/godwit.ts";
import { root } from "../support/root.ts";

const hasBash = spawnSync("bash", ["-c", "true"]).status === 0;

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "godwit-completion-"));
  writeFileSync(
    join(folder, "godwit.config.json"),
    JSON.stringify({ environments: { prod: {}, "pre-prod": {} } }),
  );
  writeFileSync(
    join(folder, "godwit"),
    `#!/bin/sh\nexec "${process.execPath}" "${root}/dist/cli/main.js" "$@"\n`,
  );
  chmodSync(join(folder, "godwit"), 0o755);
  const { stdout } = await godwit(["completion", "bash"], { cwd: folder });
  writeFileSync(join(folder, "script.bash"), stdout);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the tab key offers behind these words; bash has already cut them at blanks and equals signs. */
function offered(...words: string[]): string[] {
  const program = `
    source ./script.bash
    source ./script.bash
    COMP_WORDS=(godwit "$@")
    COMP_CWORD=$#
    __godwit_complete
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...cleanEnvironment(), PATH: `${folder}${delimiter}${process.env.PATH}` };
  const output = execFileSync("bash", ["--norc", "-u", "-c", program, "bash", ...words], {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return output.split("\n").filter(Boolean);
}

describe.skipIf(!hasBash)("bash completes", () => {
  it.each([
    ["commands", ["conf"], ["config"]],
    ["flags", ["config", "--js"], ["--json"]],
    ["environments", ["config", "--env", ""], ["prod", "pre-prod"]],
    ["environments behind =", ["config", "--env", "=", "pro"], ["prod"]],
    ["environments right at =", ["config", "--env", "="], ["prod", "pre-prod"]],
    ["arguments", ["completion", "z"], ["zsh"]],
    ["names of commands to explain", ["help", "vers"], ["version"]],
    ["nothing that is not there", ["config", "x"], []],
  ])("%s", (_what, words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it("without running what was typed", () => {
    offered("config", "$(touch typed)", "`touch typed`", "");
    expect(existsSync(join(folder, "typed"))).toBe(false);
  });
});

it.each(["zsh", "fish", "powershell"])("there is a script for %s", async (shell) => {
  const { status, stdout } = await godwit(["completion", shell], { cwd: folder });
  expect(status).toBe(0);
  expect(stdout).toMatch(/godwit.* complete/s);
});
