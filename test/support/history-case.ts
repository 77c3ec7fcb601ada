// The histories of public projects that lie beside this repository, where they do.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hasClients } from "./psql.ts";
import { root } from "./root.ts";

/** The major on which the truth was taken. */
export const HISTORY_MAJOR = 15;

const HISTORIES = join(root, "..", "shared", "cases", "histories");

export interface Entry {
  readonly n: number;
  readonly id: string;
  readonly up: string;
  readonly down: string | null;
  /** One transaction for the whole file. */
  readonly tx: boolean;
}

/** What a step's rollback did when it was tried with psql on PostgreSQL 15; bare where there is none. */
export interface Truth {
  readonly n: number;
  readonly id: string;
  readonly down_ok?: boolean;
  readonly down_restores?: boolean;
  readonly reup_ok?: boolean;
  readonly reup_same?: boolean;
}

export interface HistoryCase {
  readonly name: string;
  readonly folder: string;
  readonly order: readonly Entry[];
  readonly setup: string | undefined;
  readonly truth: readonly Truth[];
  /** Environment of psql and Godwit alike: some histories are written for a search path that their runner sets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Why tests of real histories cannot run here; null when they can. */
export function missingForHistories(): string | null {
  if (historyCases().length === 0) return "no cases beside the repository";
  return hasClients(HISTORY_MAJOR) ? null : `no psql and pg_dump of ${HISTORY_MAJOR} or later`;
}

/** Empty where the folder is absent; the test that asks says so. */
export function historyCases(): readonly HistoryCase[] {
  return existsSync(HISTORIES) ? readdirSync(HISTORIES).sort().map(historyCase) : [];
}

function historyCase(name: string): HistoryCase {
  const folder = join(HISTORIES, name);
  const { order } = JSON.parse(readFileSync(join(folder, "SUITE.json"), "utf8")) as { order: Entry[] };
  const setup = join(folder, "setup.sql");
  const truth = join(folder, "truth.json");
  return {
    name,
    folder,
    order,
    setup: existsSync(setup) ? setup : undefined,
    truth: existsSync(truth) ? (JSON.parse(readFileSync(truth, "utf8")) as Truth[]) : [],
    environment: name === "supabase_auth" ? { PGOPTIONS: "-c search_path=auth,public" } : {},
  };
}
