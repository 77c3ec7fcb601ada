// What the benchmark of large schemas needs of the sources: a session, the reader and the planner.
import { plan } from "../src/core/plan.ts";
import { pgDriver } from "../src/drivers/pg.ts";
import { KINDS } from "../src/postgres/kinds.ts";

export { readSchema } from "../src/postgres/read-schema.ts";

export async function open(url: string) {
  return (await pgDriver({ url, env: {} })).connect("godwit/bench");
}

export function planBetween(from: Parameters<typeof plan>[0], to: Parameters<typeof plan>[1], major: number) {
  return plan(from, to, { kinds: KINDS, render: ({ text }) => text, major });
}
