// Between any two states of a real history a plan arrives, both ways.
import { afterAll, describe, expect, it } from "vitest";
import { HISTORY_MAJOR, historyCases, missingForHistories } from "../support/history-case.ts";
import { historyDatabase } from "../support/history-run.ts";
import { copyOf, type HistoryState, historyStates } from "./history-states.ts";
import { provePair } from "./prove-pair.ts";

const missing = missingForHistories();
/** How many states of each history are taken: every one is compared with the next and the last with the first. */
const STATES = Number(process.env.GODWIT_TEST_STATES ?? 3);
/** `all`: every state is compared with every other. */
const EVERY = process.env.GODWIT_TEST_PAIRS === "all";

describe.skipIf(missing !== null)(
  `between states of real histories${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    const opened: HistoryState[] = [];

    afterAll(async () => {
      for (const { database } of opened) await database.drop();
    });

    it.each(historyCases().map((history) => [history.name, history] as const))(
      "%s",
      async (_name, history) => {
        const last = history.order.length;
        const steps = Array.from({ length: STATES + 1 }, (_, index) => Math.round((index * last) / STATES));
        const work = await historyDatabase(history, HISTORY_MAJOR);
        const states = await historyStates(history, { work, steps, major: HISTORY_MAJOR });
        opened.push(...states);
        await work.drop();
        for (const [one, other] of pairsOf(states)) {
          const [left, right] = [
            await copyOf(one.database, { name: `to_${other.step}`, major: HISTORY_MAJOR }),
            await copyOf(other.database, { name: `to_${one.step}`, major: HISTORY_MAJOR }),
          ];
          const verdicts = await provePair({
            fromUrl: left.url,
            toUrl: right.url,
            major: HISTORY_MAJOR,
            dumps: true,
          });
          for (const database of [left, right]) await database.drop();
          for (const [index, { ok, at, detail, sql }] of verdicts.entries()) {
            const way = index === 0 ? `${one.step} to ${other.step}` : `${other.step} to ${one.step}`;
            expect(ok, `${history.name} ${way}, ${at}: ${detail}\n${sql.join(";\n")}`).toBe(true);
          }
        }
      },
    );
  },
);

function pairsOf(states: readonly HistoryState[]): (readonly [HistoryState, HistoryState])[] {
  return states.flatMap((one, index) =>
    states
      .slice(index + 1)
      .filter((_, distance) => EVERY || distance === 0 || (index === 0 && distance === states.length - 2))
      .map((other) => [one, other] as const),
  );
}
