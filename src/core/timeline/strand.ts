// One engine of a timeline with the migrations that are for it, and the way from a version back to it.
import type { Engine } from "../engine.ts";
import { GodwitError } from "../errors.ts";
import type { HistoryRecord } from "../history.ts";
import type { Collection, Source } from "../migration.ts";
import { versionKey } from "../version.ts";

export interface Strand {
  /** For people: whose migrations these are. */
  readonly title: string;
  readonly engine: Engine;
  readonly source: Source;
}

/** Remembers what was collected and read, so that work goes where its file came from. */
export interface Routes {
  collected(strand: number, collection: Collection): void;
  recorded(strand: number, records: readonly HistoryRecord[]): void;
  /** Of a file, as `Script` names it. */
  ofFile(file: string): number;
  /** By its file, else by the history that has it. */
  ofVersion(version: string): number;
  /** Whether some file or record has this version. */
  knows(version: string): boolean;
}

export function routes(): Routes {
  const files = new Map<string, number>();
  const versions = new Map<string, number>();
  const records = new Map<string, number>();
  return {
    collected(strand, { migrations, baselines = [], retired = [], init }) {
      for (const { version, up, down, verify } of migrations) {
        versions.set(versionKey(version), strand);
        for (const script of [up, down, verify]) if (script) files.set(script.file, strand);
      }
      for (const { version } of retired) versions.set(versionKey(version), strand);
      for (const { script } of baselines) files.set(script.file, strand);
      if (!init) return;
      files.set(init.file, strand);
      // What an init does is recorded under its name.
      versions.set("init", strand);
    },
    recorded(strand, list) {
      for (const { version } of list) records.set(versionKey(version), strand);
    },
    ofFile(file) {
      const strand = files.get(file);
      if (strand !== undefined) return strand;
      // A rollback that was kept has no file here: only an engine of text keeps one, and that is the first.
      return 0;
    },
    ofVersion(version) {
      const key = versionKey(version);
      const strand = versions.get(key) ?? records.get(key);
      if (strand !== undefined) return strand;
      throw new GodwitError("BUG", `nothing tells which database ${version} is for`);
    },
    knows: (version) => versions.has(versionKey(version)) || records.has(versionKey(version)),
  };
}
