// What the function migrates, and the least that its role may do there.
import { Stack } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { Effect, type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";

/** A secret of the shape that RDS keeps. */
export interface SecretTarget {
  readonly secret: ISecret;
  /** What the secret does not say: one that RDS manages itself has neither. */
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
}

/** A user who connects with a token of IAM. */
export interface IamTarget {
  /** The writer's endpoint. */
  readonly host: string;
  readonly port?: number;
  readonly user: string;
  readonly database: string;
  /** Of the cluster (`cluster-…`) or of the instance (`db-…`). */
  readonly resourceId: string;
}

/** Beside a database, or instead of one; which table it is, the configuration says. */
export interface TableTarget {
  readonly table: ITable;
  /** The name of the history's table. */
  readonly historyTable: string;
}

const DATA = [
  ...["DescribeTable", "GetItem", "BatchGetItem", "Query", "Scan"],
  ...["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
  ...["ListTagsOfResource", "DescribeTimeToLive", "DescribeContinuousBackups"],
];
const HISTORY = [
  ...["CreateTable", "DescribeTable", "GetItem", "Query"],
  ...["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
];

export function isIam(target: SecretTarget | IamTarget): target is IamTarget {
  return "resourceId" in target;
}

/** The function's variables for it. */
export function variablesOf(target: SecretTarget | IamTarget): Record<string, string> {
  if (isIam(target)) {
    const { host, port = 5432, user, database } = target;
    return { DATABASE_URL: `aws-iam://${encodeURIComponent(user)}@${host}:${port}/${database}` };
  }
  const { secret, host, port, database } = target;
  return {
    DATABASE_URL: `aws-secret:${secret.secretArn}`,
    ...(host === undefined ? {} : { PGHOST: host }),
    ...(port === undefined ? {} : { PGPORT: String(port) }),
    ...(database === undefined ? {} : { PGDATABASE: database }),
  };
}

export function grantDatabase(scope: Construct, role: IRole, target: SecretTarget | IamTarget): void {
  if (isIam(target)) {
    const { account, region, partition } = Stack.of(scope);
    const resource = `arn:${partition}:rds-db:${region}:${account}:dbuser:${target.resourceId}/${target.user}`;
    allow(role, ["rds-db:connect"], [resource]);
    return;
  }
  const { secretArn, secretFullArn, encryptionKey } = target.secret;
  // Where only the name is known, Secrets Manager has six characters more at its end.
  allow(role, ["secretsmanager:GetSecretValue"], [secretFullArn ?? `${secretArn}-??????`]);
  encryptionKey?.grantDecrypt(role);
}

export function grantTable(scope: Construct, role: IRole, { table, historyTable }: TableTarget): void {
  const { account, region, partition } = Stack.of(scope);
  const named = (actions: readonly string[]) => actions.map((action) => `dynamodb:${action}`);
  allow(role, named(DATA), [table.tableArn]);
  allow(role, named(["Scan"]), [`${table.tableArn}/index/*`]);
  const history = `arn:${partition}:dynamodb:${region}:${account}:table/${historyTable}`;
  allow(role, named(HISTORY), [history]);
  table.encryptionKey?.grantEncryptDecrypt(role);
}

function allow(role: IRole, actions: string[], resources: string[]): void {
  role.addToPrincipalPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources }));
}
