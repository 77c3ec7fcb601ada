// The process in which an ORM runs: it hears of its task from its parent, and tells what came of it.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { createJiti } from "jiti";
import { compiled, isDecorated } from "./decorated.ts";
import { type Loaded, PresetProblem, type PresetTask } from "./presets/preset.ts";
import { PRESETS } from "./presets.ts";
import { projectPackage } from "./project-package.ts";

/** What the parent sends, once. */
export interface PresetOrder extends Pick<PresetTask, "root" | "path" | "url"> {
  readonly preset: string;
}

/** What comes back, once. */
export type PresetAnswer =
  | { readonly text: string | null }
  | { readonly error: { readonly message: string; readonly hint?: string } };

process.once("message", (order) => {
  // Whatever the project's code has left open, the parent ends this process when it has heard the answer.
  void answer(order as PresetOrder).then((told) => process.send?.(told));
});

async function answer(order: PresetOrder): Promise<PresetAnswer> {
  try {
    const preset = PRESETS.find(({ name }) => name === order.preset);
    if (!preset) throw new Error(`there is no preset ${order.preset}`);
    return { text: (await preset.run(taskOf(order))) ?? null };
  } catch (error) {
    const { message } = error instanceof Error ? error : { message: String(error) };
    return { error: { message, ...(error instanceof PresetProblem ? { hint: error.hint } : {}) } };
  }
}

function taskOf({ root, path, url }: PresetOrder): PresetTask {
  // Everything counts from the project: its packages, not ours.
  const from = join(root, "godwit-preset.js");
  const plain = createJiti(from, { fsCache: false, interopDefault: false });
  const jiti = createJiti(from, {
    // What is translated in another way than elsewhere must not be found elsewhere.
    fsCache: false,
    interopDefault: false,
    transform: (options) => {
      const { source, filename } = options;
      const given = isDecorated(source, filename)
        ? { ...options, source: compiled(source, filename ?? "", root), ts: false }
        : options;
      return { code: plain.transform(given) };
    },
  });
  return {
    root,
    path,
    url,
    load: async (specifier) => (await jiti.import(specifier)) as Loaded,
    program(packageName, name, args) {
      const installed = projectPackage(packageName, root);
      const bin = installed?.bin ?? {};
      const file = typeof bin === "string" ? bin : bin[name];
      if (!installed || file === undefined) throw new Error(`${packageName} has no program ${name}`);
      return printed(process.execPath, [join(installed.folder, file), ...args], root);
    },
  };
}

const LARGEST_OUTPUT = 512 * 1024 * 1024;

function printed(file: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { cwd, maxBuffer: LARGEST_OUTPUT, encoding: "utf8" }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else reject(new Error((stderr.trim() || stdout.trim() || error.message).slice(-4_000)));
    });
  });
}
