// Kills at random messages, run after run, database after database, until there were enough of them.
import { expect } from "vitest";
import type { Crash, Moment } from "./crash-run.ts";
import { expectSame, killUntilDone, mixedSubject, undisturbed } from "./kill-rounds.ts";
import { seeded } from "./seeded.ts";

const MOMENTS: readonly Moment[] = ["before", "during", "after"];

export async function randomKills(wanted: number): Promise<void> {
  const picture = await undisturbed();
  const random = seeded(Number(process.env.GODWIT_TEST_SEED ?? 20_260_219));
  // A run has some 130 messages, the first of which look and take the lock.
  const next = (): Crash => ({
    query: 1 + Math.floor(random() * 40),
    moment: MOMENTS[Math.floor(random() * MOMENTS.length)] as Moment,
  });
  for (let kills = 0; kills < wanted; ) {
    const subject = await mixedSubject();
    const ended = await killUntilDone(subject, next);
    await expectSame(subject, picture, ended);
    expect(ended.kills).toBeGreaterThan(0);
    kills += ended.kills;
  }
}
