// Between any two states of a real history a plan arrives, both ways.
import { afterAll, describe, expect, it } from "vitest";
import { withClient } from "../support/database.ts";
import { HISTORY_MAJOR, historyCases, missingForHistories } from "../support/history-case.ts";
import { historyDatabase } from "../support/history-run.ts";
import { sample } from "../support/sample.ts";
import { copyOf, type HistoryState, historyStates } from "./history-states.ts";
import { provePair } from "./prove-pair.ts";

const missing = missingForHistories();
/** How many states of each history are taken: every one is compared with the next and the last with the first. */
const STATES = Number(process.env.GODWIT_TEST_STATES ?? (process.env.GODWIT_TEST_ALL ? 3 : 2));
/** `all`: every state is compared with every other. */
const EVERY = process.env.GODWIT_TEST_PAIRS === "all";

describe.skipIf(missing !== null)(
  `between states of real histories${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    const opened: HistoryState[] = [];

    afterAll(async () => {
      for (const { database } of opened) await database.drop();
    });

    it.each(sample(historyCases(), 4).map((history) => [history.name, history] as const))(
      "%s",
      async (_name, history) => {
        const last = history.order.length;
        const steps = Array.from({ length: STATES + 1 }, (_, index) => Math.round((index * last) / STATES));
        const work = await historyDatabase(history, HISTORY_MAJOR);
        const states = await historyStates(history, { work, steps, major: HISTORY_MAJOR });
        opened.push(...states);
        await work.drop();
        for (const [one, other] of pairsOf(states)) {
          let verdicts = await proved(one, other, { rows: true });
          // Nobody knows what rows that are there should have in a new column that must not be null.
          if (verdicts.some(({ at, detail }) => at === "apply" && /contains null values/.test(detail))) {
            process.stderr.write(`${history.name} ${one.step} and ${other.step}: proved without rows\n`);
            verdicts = await proved(one, other, { rows: false });
          }
          for (const [index, { ok, at, detail, sql }] of verdicts.entries()) {
            const way = index === 0 ? `${one.step} to ${other.step}` : `${other.step} to ${one.step}`;
            expect(ok, `${history.name} ${way}, ${at}: ${detail}\n${sql.join(";\n")}`).toBe(true);
          }
        }
      },
    );
  },
);

/** On copies, which are changed by it. */
async function proved(one: HistoryState, other: HistoryState, { rows }: { readonly rows: boolean }) {
  const copies = [
    await copyOf(one.database, { name: `to_${other.step}`, major: HISTORY_MAJOR }),
    await copyOf(other.database, { name: `to_${one.step}`, major: HISTORY_MAJOR }),
  ] as const;
  const [left, right] = copies;
  try {
    if (!rows) for (const { url } of copies) await withClient(url, (client) => client.query(EMPTY));
    return await provePair({ fromUrl: left.url, toUrl: right.url, major: HISTORY_MAJOR, dumps: true });
  } finally {
    for (const database of copies) await database.drop();
  }
}

const EMPTY = `do $$
declare tables text := (
  select string_agg(format('%I.%I', n.nspname, c.relname), ', ') from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema');
begin
  if tables is not null then execute 'truncate ' || tables || ' cascade'; end if;
end $$`;

function pairsOf(states: readonly HistoryState[]): (readonly [HistoryState, HistoryState])[] {
  return states.flatMap((one, index) =>
    states
      .slice(index + 1)
      .filter((_, distance) => EVERY || distance === 0 || (index === 0 && distance === states.length - 2))
      .map((other) => [one, other] as const),
  );
}
