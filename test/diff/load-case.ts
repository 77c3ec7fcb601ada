// Loads one side of a diff case into a database, as its suite means it.
import type pg from "pg";
import type { DiffCase } from "./diff-cases.ts";
import { loadAnyOrder } from "./load-any-order.ts";

export async function loadCase(
  client: pg.Client,
  { setup, reorder }: Pick<DiffCase, "setup" | "reorder">,
  text: string,
): Promise<void> {
  if (setup) await client.query(setup);
  // What cannot run beside others is loaded on its own.
  if (reorder || /\bconcurrently\b/i.test(text)) await loadAnyOrder(client, text);
  else await client.query(text);
}
