// How fast a transform may write where nobody said so: a share of what the table can take, so that the application has the rest.
import type { TableDescription } from "../call.ts";

/** A quarter of what the table is provisioned for, else of what it can take at once; null where nothing is known. */
export function usualCeiling({ ProvisionedThroughput, WarmThroughput }: TableDescription): number | null {
  const known = ProvisionedThroughput?.WriteCapacityUnits || WarmThroughput?.WriteUnitsPerSecond || 0;
  return known > 0 ? Math.max(1, Math.floor(known / 4)) : null;
}
