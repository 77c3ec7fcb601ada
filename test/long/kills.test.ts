// kill -9 in full: at random, 200 times; and at each message of a run once, before, while and after it is worked on.
import { expect, test } from "vitest";
import { crashingUp, type Moment } from "../crash/crash-run.ts";
import { expectSame, killUntilDone, mixedSubject, undisturbed } from "../crash/kill-rounds.ts";
import { randomKills } from "../crash/random-kills.ts";

test("200 kills at random messages", () => randomKills(200));

/** Every message takes an hour; the default looks at one in five, and another fifth with another seed. */
const STRIDE = Number(process.env.GODWIT_TEST_STRIDE ?? 5);
const OFFSET = Number(process.env.GODWIT_TEST_SEED ?? 0) % STRIDE;

test.each<Moment>(["before", "during", "after"])(
  "killed once %s a message, at one after the other",
  async (moment) => {
    const wanted = await undisturbed();
    let reached = 0;
    for (let query = 1 + OFFSET; ; query += STRIDE) {
      const subject = await mixedSubject();
      const { killed } = await crashingUp(subject, { query, moment });
      if (!killed) break;
      reached++;
      await expectSame(subject, wanted, await killUntilDone(subject, () => null));
    }
    expect(reached).toBeGreaterThan(100 / STRIDE);
  },
);
