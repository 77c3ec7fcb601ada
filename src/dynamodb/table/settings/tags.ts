// The table's tags, but those of AWS itself, which nobody else may write.

import type { DynamoSession } from "../../call.ts";
import type { Setting } from "../setting.ts";
import type { Tag } from "../table-call.ts";

export const tags: Setting<Readonly<Record<string, string>>> = {
  usual: {},
  atCreation: true,
  async read({ session, description: { TableArn = "" } }) {
    const own = (await tagsOf(session, TableArn)).filter(({ Key }) => !Key.startsWith("aws:"));
    return Object.fromEntries(own.map(({ Key, Value }) => [Key, Value]));
  },
  turn: () => "plain",
  calls({ arn }, { from, to }) {
    const gone = Object.keys(from).filter((name) => !(name in to));
    const set = tagList(to).filter(({ Key, Value }) => from[Key] !== Value);
    return [
      ...(set.length > 0
        ? [{ command: "TagResource", input: { ResourceArn: arn, Tags: set } } as const]
        : []),
      ...(gone.length > 0
        ? [{ command: "UntagResource", input: { ResourceArn: arn, TagKeys: gone } } as const]
        : []),
    ];
  },
  inWords(to, from) {
    const gone = Object.keys(from).filter((name) => !(name in to));
    const set = Object.keys(to).filter((name) => from[name] !== to[name]);
    return `tags ${[...set.map((name) => `+${name}`), ...gone.map((name) => `-${name}`)].join(", ")}`;
  },
  effects: () => ({ takes: "moments", costs: null }),
};

export function tagList(from: Readonly<Record<string, string>>): readonly Tag[] {
  return Object.entries(from).map(([Key, Value]) => ({ Key, Value }));
}

export async function tagsOf(session: DynamoSession, arn: string): Promise<readonly Tag[]> {
  const found: Tag[] = [];
  let next: string | undefined;
  do {
    const input = { ResourceArn: arn, ...(next !== undefined && { NextToken: next }) };
    const page = await session.run({ command: "ListTagsOfResource", input });
    found.push(...(page.Tags ?? []));
    next = page.NextToken;
  } while (next);
  return found;
}
