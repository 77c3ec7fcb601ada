import { expect, test } from "vitest";
import type { Standing, StandingName } from "../core/standing.ts";
import { aheadOfFiles } from "./ahead-of-files.ts";

const standing = (version: string, name: StandingName, hasFile = true): Standing =>
  ({
    version,
    name: `${version}_x`,
    standing: name,
    ...(hasFile ? { migration: { repeatable: false } } : {}),
  }) as unknown as Standing;
const beyond = (version: string, name: StandingName = "missing") => standing(version, name, false);

test.each<[string, Standing[], string[]]>([
  ["later ones", [standing("001", "applied"), beyond("002"), beyond("003")], ["002_x", "003_x"]],
  ["a later one that failed", [standing("001", "applied"), beyond("002", "failed")], ["002_x"]],
  ["a bundle without migrations", [beyond("001")], ["001_x"]],
  ["a changed one: the later release changed it", [standing("001", "changed"), beyond("002")], ["002_x"]],
  ["nothing beyond", [standing("001", "applied")], []],
  ["one still to be applied", [standing("001", "pending"), beyond("002")], []],
  ["a hole in the files", [beyond("001"), standing("002", "applied")], []],
  ["an own one that failed", [standing("001", "failed"), beyond("002")], []],
])("%s", (_case, standings, ahead) => expect(aheadOfFiles(standings)).toEqual(ahead));
