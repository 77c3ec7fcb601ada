// What a person would write by hand: a parallel scan that updates every item, with no condition, image or checkpoint.
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

const [endpoint, TableName] = process.argv.slice(2);
const SEGMENTS = 16;
const WRITES = 48;
const sockets = { maxSockets: 128, keepAlive: true };
const client = new DynamoDBClient({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  requestHandler: { httpAgent: sockets },
});

let free = WRITES;
const waiting = [];
async function inTurn(task) {
  if (free === 0) await new Promise((resolve) => waiting.push(resolve));
  else free--;
  try {
    return await task();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}

async function segment(Segment) {
  let ExclusiveStartKey;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName,
        Segment,
        TotalSegments: SEGMENTS,
        Limit: 250,
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    await Promise.all(page.Items.map((item) => inTurn(() => update(item))));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

function update({ PK, SK, name }) {
  const [first, last] = name.S.split(" ");
  return client.send(
    new UpdateItemCommand({
      TableName,
      Key: { PK, SK },
      UpdateExpression: "SET #first = :first, #last = :last",
      ExpressionAttributeNames: { "#first": "first", "#last": "last" },
      ExpressionAttributeValues: { ":first": { S: first }, ":last": { S: last } },
    }),
  );
}

const segments = Array.from({ length: SEGMENTS }, (_, number) => number);
const work = async () => {
  for (let next = segments.shift(); next !== undefined; next = segments.shift()) await segment(next);
};
await Promise.all(Array.from({ length: 8 }, work));
