// A plan of items: that its units are those DynamoDB bills, and that what was planned runs only while nothing moved.
import {
  CreateTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it, onTestFinished } from "vitest";
import { itemPlanDocument } from "../../src/actions/item-plan-document.ts";
import { plannedItems, previewItems } from "../../src/actions/preview-items.ts";
import { savedPlan } from "../../src/actions/saved-plan.ts";
import { up } from "../../src/actions/up.ts";
import { type DynamoScript, dynamo, type Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import { dynamoEngine } from "../../src/dynamodb/engine.ts";
import { anyRun } from "../contracts/contract-store.ts";
import { projectOf } from "./apply.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";
import { moduleScript } from "./scripts.ts";
import { application } from "./tables.ts";

const key = (name: string, KeyType: "HASH" | "RANGE"): KeySchemaElement => ({ AttributeName: name, KeyType });

describe.skipIf(!hasEmulator)("a plan of items", () => {
  const bench = dynamoBench();

  function projectFor(script: DynamoScript, table = bench.table) {
    const driver = dynamoDriver({ endpoint: bench.endpoint });
    const readOnlyDriver = dynamoDriver({ endpoint: bench.endpoint, readOnly: true });
    const engine = dynamoEngine({ driver, readOnlyDriver, table });
    const file = moduleScript("001_a.ts", dynamo({ up: script }), String(script));
    return projectOf({ engine, run: anyRun(), version: "001", name: "001_a", script: file });
  }

  const planOf = async (script: DynamoScript, table?: string) =>
    previewItems(projectFor(script, table), { choice: {}, seed: 1 });

  it("counts write units as the table and its indexes consume them", async () => {
    const table = "with-indexes";
    const client = new DynamoDBClient({
      endpoint: bench.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    onTestFinished(() => client.destroy());
    await client.send(
      new CreateTableCommand({
        TableName: table,
        KeySchema: [key("PK", "HASH"), key("SK", "RANGE")],
        AttributeDefinitions: ["PK", "SK", "mail", "team"].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S",
        })),
        BillingMode: "PAY_PER_REQUEST",
        GlobalSecondaryIndexes: [
          {
            IndexName: "by_mail",
            KeySchema: [key("mail", "HASH")],
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
          { IndexName: "by_team", KeySchema: [key("team", "HASH")], Projection: { ProjectionType: "ALL" } },
        ],
      }),
    );
    const app = await application(bench.endpoint, table);
    onTestFinished(() => app.close());
    const note = "x".repeat(1_500);
    for (let n = 0; n < 10; n++)
      await app.put({ PK: "M", SK: `${n}`, mail: `${n}@example.org`, ...(n < 4 && { team: "1" }), note });
    const plan = await planOf(async (ctx) => {
      await ctx.transform((member: Item) => ({ ...member, team: "2" }));
    }, table);
    const consumed = { table: 0, by_team: 0, by_mail: 0 };
    for (let n = 0; n < 10; n++) {
      const { ConsumedCapacity } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { PK: { S: "M" }, SK: { S: `${n}` } },
          UpdateExpression: "SET team = :team",
          ExpressionAttributeValues: { ":team": { S: "2" } },
          ReturnConsumedCapacity: "INDEXES",
        }),
      );
      consumed.table += ConsumedCapacity?.Table?.CapacityUnits ?? 0;
      for (const name of ["by_team", "by_mail"] as const)
        consumed[name] += ConsumedCapacity?.GlobalSecondaryIndexes?.[name]?.CapacityUnits ?? 0;
    }
    const [migration] = plan.migrations;
    expect(migration?.cost.writeUnits).toBe(consumed.table);
    expect(migration?.cost).toMatchObject({
      writeUnits: 20,
      indexes: [{ name: "by_team", writeUnits: 4 * 4 + 6 * 2 }],
      billing: "on-demand",
    });
    expect(consumed.by_mail).toBe(0);
    expect(migration?.place).toContain("index by_mail on mail, with mail, PK, SK");
  });

  it("runs what was planned, and refuses it once items, table or file are others", async () => {
    const split: DynamoScript = async (ctx) => {
      await ctx.transform((member: Item) => {
        if (member.first !== undefined) return member;
        const [first = "", last = ""] = String(member.name).split(" ");
        return { ...member, first, last };
      });
    };
    for (let n = 0; n < 20; n++) await bench.app.put({ PK: "M", SK: `${n}`, name: `Ada${n} Byron` });
    const file = "plan.json";
    const keep = async (script: DynamoScript) =>
      savedPlan(JSON.stringify(itemPlanDocument(await planOf(script))), file);
    const run = async (script: DynamoScript, plan: Awaited<ReturnType<typeof keep>>) => {
      const project = projectFor(script);
      return up(project, plannedItems(project, plan));
    };
    const saved = await keep(split);

    const other: DynamoScript = async (ctx) => {
      await ctx.put({ PK: "other", SK: "1" });
    };
    await expect(run(other, saved)).rejects.toMatchObject({
      code: "PLAN_MOVED",
      message: expect.stringContaining("the migrations to run and what becomes of items changed"),
    });
    // One more of the same shape is nothing new; one of another shape is.
    await bench.app.put({ PK: "M", SK: "20", name: "Grace Hopper" });
    await bench.app.put({ PK: "M", SK: "21", name: "Alan Turing", last: 7 });
    await expect(run(split, saved)).rejects.toMatchObject({
      code: "PLAN_MOVED",
      message: expect.stringContaining("what becomes of items changed"),
    });
    expect(await bench.app.get("M", "3")).not.toHaveProperty("first");
    await bench.app.remove("M", "21");
    expect(await run(split, saved)).toMatchObject({ error: null, migrations: [{ version: "001" }] });
    expect(await bench.app.get("M", "20")).toMatchObject({ first: "Grace", last: "Hopper" });
    // Nothing is left to do, and that is no plan's business.
    expect(await run(split, saved)).toMatchObject({ error: null, migrations: [] });
  });

  it("is refused when it was changed, or is of another engine", async () => {
    await bench.app.put({ PK: "M", SK: "1" });
    const script: DynamoScript = async (ctx) => {
      await ctx.delete("M", "1");
    };
    const document = itemPlanDocument(await planOf(script));
    const text = JSON.stringify({ ...document, basis: { ...document.basis, items: "0" } });
    expect(() => savedPlan(text, "plan.json")).toThrow("its digest is another");
    expect(() => savedPlan(JSON.stringify({ ...document, basis: { toString: "0" } }), "plan.json")).toThrow(
      "is not a plan",
    );
  });
});
