import { expect, test } from "vitest";
import type { PreviewedOperation } from "../../core/item-preview.ts";
import type { AttributeMap, AttributeValue } from "../attribute.ts";
import type { TableDescription } from "../call.ts";
import { itemCost } from "./cost.ts";
import { indexesOf, indexUnits } from "./indexes.ts";

const TABLE: TableDescription = {
  TableName: "league",
  TableStatus: "ACTIVE",
  KeySchema: [],
  AttributeDefinitions: [],
  BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
  GlobalSecondaryIndexes: [
    {
      IndexName: "by_mail",
      KeySchema: [{ AttributeName: "mail", KeyType: "HASH" }],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["name"] },
    },
    {
      IndexName: "by_team",
      KeySchema: [
        { AttributeName: "team", KeyType: "HASH" },
        { AttributeName: "rank", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};
const target = { keys: ["PK", "SK"] } as const;

const item = (attributes: Record<string, string>): AttributeMap =>
  Object.fromEntries(
    Object.entries({ PK: "A", SK: "1", ...attributes }).map(([name, S]): [string, AttributeValue] => [
      name,
      { S },
    ]),
  );

function unitsOf(before: AttributeMap | undefined, after: AttributeMap | undefined): readonly number[] {
  return indexesOf(TABLE, target).map((index) => indexUnits(index, before, after));
}

test("an index pays where an item comes, goes, moves, or changes in what it holds", () => {
  const member = item({ mail: "ada@example.org", name: "Ada", team: "1" });
  expect(unitsOf(undefined, member)).toEqual([1, 0]);
  expect(unitsOf(member, undefined)).toEqual([1, 0]);
  expect(unitsOf(member, { ...member, rank: { S: "7" } })).toEqual([0, 1]);
  expect(unitsOf(member, { ...member, mail: { S: "ada@example.com" } })).toEqual([2, 0]);
  expect(unitsOf(member, { ...member, name: { S: "Byron" } })).toEqual([1, 0]);
  expect(unitsOf(member, { ...member, other: { S: "x" } })).toEqual([0, 0]);
  const ranked = { ...member, rank: { S: "7" } };
  const large = { ...ranked, note: { S: "x".repeat(3_000) } };
  expect(unitsOf(ranked, large)).toEqual([0, 3]);
  expect(unitsOf(large, { ...large, team: { S: "2" } })).toEqual([0, 6]);
});

const OPERATION: PreviewedOperation = {
  what: "transform league",
  ...{ scanned: 1_000_000, changed: 800_000, added: 0, removed: 0, unchanged: 200_000, skipped: 0 },
  ...{ shapes: [], readUnits: 250_000, writeUnits: 800_000, historyUnits: 90_000 },
  sideUnits: { by_mail: 0, by_team: 1_600_000 },
};
const session = { region: "eu-central-1" };

test("money is for what every write sets in motion; time is that of the narrowest place", () => {
  const cost = itemCost([OPERATION], { table: TABLE, session, maxWcu: undefined });
  expect(cost).toMatchObject({
    indexes: [{ name: "by_team", writeUnits: 1_600_000 }],
    replicas: [],
    stream: null,
    billing: "on-demand",
    estimatedMs: 500_000,
  });
  expect(cost.usd).toBeCloseTo(2.49 * 0.625 + 0.25 * 0.125, 6);
  const slow = itemCost([OPERATION], { table: TABLE, session, maxWcu: 100 });
  expect(slow.estimatedMs).toBe(8_000_000);
  expect(slow.assumptions.join()).toContain("100 write units a second, as was asked for");
});

test("replicas and streams get every write", () => {
  const table: TableDescription = {
    ...TABLE,
    Replicas: [{ RegionName: "eu-central-1" }, { RegionName: "us-east-1" }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  };
  const cost = itemCost([OPERATION], { table, session, maxWcu: undefined });
  expect(cost.replicas).toEqual([{ region: "us-east-1", writeUnits: 2_400_000 }]);
  expect(cost.stream).toEqual({ holds: "NEW_AND_OLD_IMAGES", records: 800_000 });
  expect(cost.usd).toBeCloseTo(4.89 * 0.625 + 0.25 * 0.125, 6);
});

test("what is provisioned is paid for anyhow, and a narrow index holds up its table", () => {
  const table: TableDescription = {
    ...TABLE,
    BillingModeSummary: { BillingMode: "PROVISIONED" },
    ProvisionedThroughput: { WriteCapacityUnits: 400, ReadCapacityUnits: 400 },
    GlobalSecondaryIndexes: (TABLE.GlobalSecondaryIndexes ?? []).map((index) => ({
      ...index,
      ProvisionedThroughput: { WriteCapacityUnits: 50 },
    })),
  };
  const cost = itemCost([OPERATION], { table, session, maxWcu: undefined });
  expect(cost).toMatchObject({ billing: "provisioned", estimatedMs: 32_000_000 });
  expect(cost.usd).toBeCloseTo(0.09 * 0.625, 6);
  expect(cost.assumptions.join()).toContain("100 write units a second, a quarter");
});
