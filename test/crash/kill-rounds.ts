// Kills `up` again and again until it gets through, and compares the end with a run that nobody disturbed.
import { expect } from "vitest";
import { sharedServer, withClient } from "../support/database.ts";
import { godwit } from "../support/godwit.ts";
import { type Crash, crashingUp } from "./crash-run.ts";
import { mixedHistory } from "./mixed-history.ts";
import { type Picture, pictureOf } from "./picture.ts";
import { type Subject, subjectOf } from "./subject.ts";

/** The migrations change to this role; roles belong to the whole server. */
const ROLE = "godwit_crash_owner";

export async function mixedSubject(): Promise<Subject> {
  await withClient(await sharedServer(), (client) =>
    client.query(`select pg_advisory_lock(1); do $$ begin
      if not exists (select from pg_roles where rolname = '${ROLE}') then create role ${ROLE}; end if; end $$`),
  );
  return subjectOf(mixedHistory(ROLE));
}

export async function undisturbed(): Promise<Picture> {
  const subject = await mixedSubject();
  const { status, stderr } = await godwit(["up"], {
    cwd: subject.folder,
    env: { DATABASE_URL: subject.url },
  });
  expect(status, stderr).toBe(0);
  return pictureOf(subject.url);
}

export interface Ended {
  readonly kills: number;
  /** What happened, for the message of a failing test. */
  readonly story: readonly string[];
}

/** `next` gives the next crash, or null to let the run go on undisturbed. */
export async function killUntilDone(subject: Subject, next: () => Crash | null): Promise<Ended> {
  const story: string[] = [];
  let kills = 0;
  for (;;) {
    const crash = next();
    const run = await crashingUp(subject, crash ?? { query: 0, moment: "before" });
    story.push(`${crash?.moment} ${crash?.query}: ${run.at.slice(0, 200)}\n${run.stderr}`);
    if (run.killed) {
      kills++;
      continue;
    }
    expect(run.status, story.join("\n---\n")).toBe(0);
    return { kills, story };
  }
}

export async function expectSame(subject: Subject, wanted: Picture, { story }: Ended): Promise<void> {
  const picture = await pictureOf(subject.url);
  expect(picture, story.join("\n---\n")).toEqual(wanted);
  const { stdout, stderr, status } = await godwit(["history", "--verify"], {
    cwd: subject.folder,
    env: { DATABASE_URL: subject.url },
  });
  expect(status, stdout + stderr).toBe(0);
}
