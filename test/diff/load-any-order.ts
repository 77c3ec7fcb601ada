// Loads declarative SQL: a statement that fails for want of a later one is tried again after it.
import type pg from "pg";
import { splitScript } from "./split-script.ts";

export async function loadAnyOrder(client: pg.Client, text: string): Promise<void> {
  let left = await splitScript(text);
  await client.query("set check_function_bodies = off");
  for (;;) {
    const failed: { readonly statement: string; readonly error: Error }[] = [];
    for (const statement of left) {
      try {
        await client.query(statement);
      } catch (error) {
        failed.push({ statement, error: error as Error });
      }
    }
    if (failed.length === 0) return;
    if (failed.length === left.length) throw failed[0]?.error ?? new Error("nothing was loaded");
    left = failed.map(({ statement }) => statement);
  }
}
