// What of a table a plan rests on, as lines: when one of them is another, the plan is about another table.
import type { TableDescription } from "../call.ts";
import type { Target } from "../target.ts";
import { indexesOf } from "./indexes.ts";

export function tableInWords(
  table: TableDescription,
  { target, region }: { readonly target: Target; readonly region: string },
): readonly string[] {
  const { StreamSpecification: stream, Replicas = [] } = table;
  const indexes = indexesOf(table, target).map(
    ({ name, keys, holds }) =>
      `index ${name} on ${keys.join(", ")}, with ${holds?.join(", ") ?? "everything"}`,
  );
  const replicas = Replicas.map(({ RegionName = "" }) => `replica in ${RegionName}`);
  const where = target.account === null ? region : `${region} of account ${target.account}`;
  return [
    `table ${target.table} in ${where}, keys ${target.keys.filter((key) => key !== undefined).join(", ")}`,
    ...indexes.sort(),
    ...(stream?.StreamEnabled ? [`stream of ${stream.StreamViewType ?? "keys"}`] : []),
    ...replicas.sort(),
  ];
}
