// Asks an ORM for the desired schema: finds the project's packages and models, and runs the preset's process.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { GodwitError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { PresetAnswer, PresetOrder } from "./preset-process.ts";
import type { NeededPackage, Preset } from "./presets/preset.ts";
import { PRESETS } from "./presets.ts";
import { projectPackage } from "./project-package.ts";
import { shownPath } from "./shown-path.ts";

export interface PresetWish {
  readonly preset: string;
  /** Relative to `base`; where the preset looks by itself unless given. */
  readonly path?: string | undefined;
  /** The folder of the configuration, from which packages are looked for. */
  readonly base: string;
  /** The built file of the preset's process. */
  readonly entry: string;
  readonly signal: AbortSignal;
}

/** Throws CONFIG_INVALID with the name that is meant. */
export function presetNamed(name: string): Preset {
  const found = PRESETS.find((preset) => preset.name === name);
  if (found) return found;
  const names = PRESETS.map((preset) => preset.name);
  const meant = nearest(name, names);
  throw new GodwitError("CONFIG_INVALID", `there is no preset ${name} for \`schema\``, {
    hint: meant === undefined ? `the presets are ${names.join(", ")}` : `did you mean "${meant}"?`,
  });
}

/** DDL, or null where it was made in the database of `url`. Throws SCHEMA_SOURCE. */
export async function presetOutput(wish: PresetWish, url = ""): Promise<string | null> {
  const preset = presetNamed(wish.preset);
  insistOnPackages(preset, wish.base);
  const path = placeOf(preset, wish);
  const answer = await ask({ preset: preset.name, root: wish.base, path, url }, wish);
  if ("text" in answer) {
    if (answer.text === null || answer.text.trim() !== "") return answer.text;
    throw new GodwitError(
      "SCHEMA_SOURCE",
      `the preset ${preset.name} found no model in ${shownPath(wish.base, path)}`,
      {
        hint: `name the file or folder: schema: { preset: "${preset.name}", path: "…" }`,
      },
    );
  }
  const { message, hint } = answer.error;
  throw new GodwitError(
    "SCHEMA_SOURCE",
    `the preset ${preset.name} failed with ${shownPath(wish.base, path)}: ${message}`,
    {
      hint: hint ?? "correct what it names; its own tool should say the same",
    },
  );
}

function insistOnPackages({ name, packages }: Preset, base: string): void {
  const needed = packages.filter(({ instead }) => !instead || installed(instead, base) === undefined);
  const missing = needed.filter((one) => installed(one.name, base) === undefined);
  if (missing.length > 0) {
    const names = missing.map((one) => one.name).join(" ");
    throw new GodwitError(
      "SCHEMA_SOURCE",
      `the preset ${name} needs packages that are not installed: ${names}`,
      {
        hint: `npm install --save-dev ${names}`,
      },
    );
  }
  const old = needed.find((one) => isOlder(installed(one.name, base) as string, one));
  if (!old) return;
  const has = installed(old.name, base);
  throw new GodwitError(
    "SCHEMA_SOURCE",
    `the preset ${name} needs ${old.name} ${old.oldest} or later, and ${has} is installed`,
    {
      hint: `npm install --save-dev ${old.name}@latest`,
    },
  );
}

function installed(name: string, base: string): string | undefined {
  return projectPackage(name, base)?.version;
}

function isOlder(version: string, { oldest }: NeededPackage): boolean {
  const [has, wants] = [version, oldest].map((text) =>
    text.split(".").map((part) => Number.parseInt(part, 10)),
  );
  for (const [index, part] of (wants ?? []).entries()) {
    const own = has?.[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}

function placeOf({ name, places }: Preset, { path, base }: PresetWish): string {
  const hint = `set its place: schema: { preset: "${name}", path: "…" }`;
  if (path !== undefined) {
    const wanted = resolve(base, path);
    if (existsSync(wanted)) return wanted;
    throw new GodwitError("SCHEMA_SOURCE", `there is no ${path} for the preset ${name}`, { hint });
  }
  const found = places.map((place) => resolve(base, place)).find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new GodwitError("SCHEMA_SOURCE", `the preset ${name} found none of ${places.join(", ")}`, { hint });
}

/** Nothing that the project's code does there can touch this process; what it prints is kept for errors. */
function ask(order: PresetOrder, { entry, signal, base }: PresetWish): Promise<PresetAnswer> {
  return new Promise((done, reject) => {
    let said = "";
    const environment = { ...process.env, ...(order.url === "" ? {} : { DATABASE_URL: order.url }) };
    const child: ChildProcess = spawn(process.execPath, [entry], {
      cwd: base,
      env: environment,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      signal,
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (data: Buffer) => {
        said = (said + data.toString("utf8")).slice(-4_000);
      });
    child.once("message", (answer) => {
      done(answer as PresetAnswer);
      child.kill();
    });
    child.once("error", (cause) => reject(signal.aborted ? signal.reason : cause));
    child.once("close", (status, killed) => {
      const how = killed ? `was killed by ${killed}` : `ended with ${status}`;
      done({ error: { message: `its process in ${dirname(order.path)} ${how}\n${said.trim()}` } });
    });
    child.send(order);
  });
}
