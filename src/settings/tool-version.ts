// Godwit's own version: compiled in by the build, read from package.json when run from source.
import { readFileSync } from "node:fs";

declare const __GODWIT_VERSION__: string;

export function toolVersion(): string {
  if (typeof __GODWIT_VERSION__ === "string") return __GODWIT_VERSION__;
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String(version);
}
