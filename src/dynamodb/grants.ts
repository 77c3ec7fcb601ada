// The IAM policy with the least rights: what the migrator needs, and nothing for the application on the history.
import type { DynamoSession } from "./call.ts";
import type { ManagedBy } from "./table/owner.ts";
import type { Target } from "./target.ts";

export interface GrantOptions {
  readonly session: DynamoSession;
  readonly target: Target;
  readonly historyTable: string;
  readonly managedBy: ManagedBy;
}

const TABLE_WORK = [
  "UpdateTable",
  "UpdateTimeToLive",
  "UpdateContinuousBackups",
  "TagResource",
  "UntagResource",
];

/** JSON text of a policy document. */
export function leastRights({ session, target, historyTable, managedBy }: GrantOptions): string {
  const arn = (table: string): string =>
    `arn:aws:dynamodb:${session.region}:${target.account ?? "*"}:table/${table}`;
  const statement = (sid: string, actions: readonly string[], table: string): object => ({
    Sid: sid,
    Effect: "Allow",
    Action: actions.map((action) => `dynamodb:${action}`),
    Resource: arn(table),
  });
  const policy = {
    Version: "2012-10-17",
    Statement: [
      statement(
        "GodwitData",
        [
          ...["DescribeTable", "GetItem", "BatchGetItem", "Query", "Scan"],
          ...["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
        ],
        target.table,
      ),
      // Where somebody else manages the tables, they are only read.
      statement(
        "GodwitTables",
        [
          ...["ListTagsOfResource", "DescribeTimeToLive", "DescribeContinuousBackups"],
          // Of a protected environment whose table has no continuous backups.
          "CreateBackup",
          ...(managedBy === "tags" || managedBy === "godwit" ? TABLE_WORK : []),
        ],
        target.table,
      ),
      statement("GodwitBackups", ["DescribeBackup"], `${target.table}/backup/*`),
      // For transforms over an index.
      statement("GodwitIndexes", ["Scan"], `${target.table}/index/*`),
      statement(
        "GodwitHistory",
        ["DescribeTable", "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
        historyTable,
      ),
      statement("GodwitFirstRun", ["CreateTable"], historyTable),
    ],
  };
  return JSON.stringify(policy, null, 2);
}
