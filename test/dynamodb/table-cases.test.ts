// Table specifications of the outside world: every plan arrives, an index at a time, and is seen in DynamoDB's own description.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { DynamoSession } from "../../src/dynamodb/call.ts";
import { arrive } from "../../src/dynamodb/table/arrive.ts";
import { planTable } from "../../src/dynamodb/table/next-step.ts";
import { stepInWords, type TableStep } from "../../src/dynamodb/table/step.ts";
import { wantedTable, wholeState } from "../../src/dynamodb/table/wish.ts";
import { awsManner } from "../support/dynamo-aws.ts";
import { dynamoProxy } from "../support/dynamo-proxy.ts";
import { type AckTable, type AckUnits, ackWish } from "./ack-table.ts";
import { type Emulator, hasEmulator, startEmulator } from "./emulator.ts";

const CASES = fileURLToPath(new URL("../../../shared/cases/dynamodb/ack_tables", import.meta.url));
const cases = existsSync(CASES) ? readdirSync(CASES).sort() : [];

interface Case {
  readonly from: AckTable | null;
  readonly to: AckTable;
  readonly same: boolean;
}

function read(name: string): Case {
  const json = (file: string) => JSON.parse(readFileSync(join(CASES, name, file), "utf8"));
  const from = existsSync(join(CASES, name, "from.json")) ? json("from.json") : null;
  return { from, to: json("to.json"), same: json("meta.json").noop === true };
}

describe.skipIf(!hasEmulator)("tables of the ACK controller", () => {
  if (cases.length === 0) it.skip("are not here: ../shared/cases/dynamodb does not exist", () => {});
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator.stop());

  it.each(cases)("%s arrives", async (name) => {
    const { from, to, same } = read(name);
    const table = name.replace(/[^\w.-]/g, "-");
    const manner = awsManner();
    manner.looks = 2;
    const proxy = await dynamoProxy(emulator.endpoint, () => "none", manner);
    const session = await dynamoDriver({ endpoint: proxy.endpoint, region: "us-west-2" }).connect();
    onTestFinished(async () => {
      await session.close();
      await proxy.close();
    });
    const steps: TableStep[] = [];
    const go = (ack: AckTable) =>
      arrive(
        {
          ...{ session, managedBy: "godwit", check: () => undefined, say: () => undefined, announced: [] },
          announce: async (step) => void steps.push(step),
        },
        { wanted: wantedTable(table, ackWish(ack)), creates: false, leavesOut: false },
      );
    if (name.endsWith("_invalid")) {
      await expect(go(to)).rejects.toMatchObject({ code: "MODULE_INVALID" });
      return;
    }
    if (from) {
      await go(from);
      await expectTable(session, { table, ack: from });
    }
    const before = steps.length;
    const planned = planTable(
      from && wholeState(wantedTable(table, ackWish(from))),
      wantedTable(table, ackWish(to)),
    );
    expect(await go(to)).toBe(same ? "unchanged" : "changed");
    await expectTable(session, { table, ack: to });
    // What the pure plan says is what was done, and doing it again does nothing.
    expect(steps.slice(before).map(stepInWords)).toEqual(planned.map(stepInWords));
    expect(planned.length === 0).toBe(same);
    expect(await go(to)).toBe("unchanged");
    expect(manner.problems).toEqual([]);
    for (const change of manner.accepted) expect(change.match(/ [+-]/g)?.length ?? 0).toBeLessThan(2);
  });
});

/** In DynamoDB's own words, past our reading of them. */
async function expectTable(
  session: DynamoSession,
  { table, ack }: { readonly table: string; readonly ack: AckTable },
): Promise<void> {
  const TableName = table;
  const { Table } = await session.run({ command: "DescribeTable", input: { TableName } });
  const ResourceArn = Table.TableArn ?? "";
  const provisioned = ack.billingMode !== "PAY_PER_REQUEST";
  const units = (of: AckUnits = {}) => ({
    ReadCapacityUnits: of.readCapacityUnits,
    WriteCapacityUnits: of.writeCapacityUnits,
  });
  const bounds = (of: AckUnits) => ({
    MaxReadRequestUnits: of.maxReadRequestUnits,
    MaxWriteRequestUnits: of.maxWriteRequestUnits,
  });
  const byName = <T extends { readonly IndexName: string }>(list: readonly T[] = []) =>
    [...list].sort((a, b) => (a.IndexName < b.IndexName ? -1 : 1));
  const schema = (keys: AckTable["keySchema"]) =>
    keys.map(({ attributeName, keyType }) => ({ AttributeName: attributeName, KeyType: keyType }));
  const indexes = (list: AckTable["globalSecondaryIndexes"] = []) =>
    byName(
      list.map(({ indexName, keySchema, projection, provisionedThroughput, onDemandThroughput }) => ({
        IndexName: indexName,
        KeySchema: schema(keySchema),
        Projection: expect.objectContaining({
          ProjectionType: projection.projectionType,
          ...(projection.nonKeyAttributes && { NonKeyAttributes: projection.nonKeyAttributes }),
        }),
        ...(provisioned &&
          provisionedThroughput && {
            ProvisionedThroughput: expect.objectContaining(units(provisionedThroughput)),
          }),
        ...(onDemandThroughput && { OnDemandThroughput: bounds(onDemandThroughput) }),
      })),
    );
  expect(Table.TableStatus).toBe("ACTIVE");
  expect(Table.KeySchema).toEqual(schema(ack.keySchema));
  expect(byName(Table.GlobalSecondaryIndexes)).toMatchObject(indexes(ack.globalSecondaryIndexes));
  expect(Table.GlobalSecondaryIndexes?.length ?? 0).toBe(ack.globalSecondaryIndexes?.length ?? 0);
  expect(byName(Table.LocalSecondaryIndexes)).toMatchObject(indexes(ack.localSecondaryIndexes));
  expect(Table.BillingModeSummary?.BillingMode ?? "PROVISIONED").toBe(
    provisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
  );
  if (provisioned) expect(Table.ProvisionedThroughput).toMatchObject(units(ack.provisionedThroughput));
  if (ack.onDemandThroughput) expect(Table.OnDemandThroughput).toEqual(bounds(ack.onDemandThroughput));
  expect(Table.TableClassSummary?.TableClass ?? "STANDARD").toBe(ack.tableClass ?? "STANDARD");
  const { streamEnabled = false, streamViewType } = ack.streamSpecification ?? {};
  expect(Table.StreamSpecification?.StreamEnabled ?? false).toBe(streamEnabled);
  if (streamEnabled) expect(Table.StreamSpecification?.StreamViewType).toBe(streamViewType);
  expect(Table.SSEDescription?.Status ?? "DISABLED").toBe(
    ack.sseSpecification?.enabled ? "ENABLED" : "DISABLED",
  );
  expect((Table.Replicas ?? []).map(({ RegionName }) => RegionName).sort()).toEqual(
    (ack.tableReplicas ?? []).map(({ regionName }) => regionName).sort(),
  );
  const live = await session.run({ command: "DescribeTimeToLive", input: { TableName } });
  expect(live.TimeToLiveDescription?.TimeToLiveStatus).toBe(ack.timeToLive?.enabled ? "ENABLED" : "DISABLED");
  const backups = await session.run({ command: "DescribeContinuousBackups", input: { TableName } });
  expect(
    backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
  ).toBe(ack.continuousBackups?.pointInTimeRecoveryEnabled ? "ENABLED" : "DISABLED");
  const insights = await session.run({ command: "DescribeContributorInsights", input: { TableName } });
  expect(insights.ContributorInsightsStatus).toBe(
    ack.contributorInsights === "ENABLED" ? "ENABLED" : "DISABLED",
  );
  const { Tags = [] } = await session.run({ command: "ListTagsOfResource", input: { ResourceArn } });
  expect(Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))).toEqual(
    Object.fromEntries((ack.tags ?? []).map(({ key, value }) => [key, value])),
  );
  const policy = await session
    .run({ command: "GetResourcePolicy", input: { ResourceArn } })
    .then(({ Policy }) => Policy)
    .catch(() => undefined);
  expect(policy).toBe(ack.resourcePolicy);
}
