// kill -9 at exact messages between client and server: the next runs end where an undisturbed one does.
import { expect, test } from "vitest";
import type { Crash, Moment } from "./crash-run.ts";
import { expectSame, killUntilDone, mixedSubject, undisturbed } from "./kill-rounds.ts";
import { seeded } from "./seeded.ts";

const MOMENTS: readonly Moment[] = ["before", "during", "after"];
const KILLS = Number(process.env.KILLS ?? 12);

test("killed at random messages, again and again, until it is done", async () => {
  const wanted = await undisturbed();
  const random = seeded(Number(process.env.GODWIT_TEST_SEED ?? 20_260_219));
  const next = (): Crash => ({
    query: 1 + Math.floor(random() * 40),
    moment: MOMENTS[Math.floor(random() * 3)] as Moment,
  });
  for (let kills = 0; kills < KILLS; ) {
    const subject = await mixedSubject();
    const ended = await killUntilDone(subject, next);
    kills += ended.kills;
    await expectSame(subject, wanted, ended);
    expect(ended.kills).toBeGreaterThan(0);
    console.log(kills);
  }
});
