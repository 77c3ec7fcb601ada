// DynamoDB's operations as data: what a driver sends, what it answers, and how people read it.
import type { Session } from "../core/engine.ts";
import type { AttributeMap } from "./attribute.ts";
import type { ExpressionParts } from "./expression.ts";
import type {
  AttributeDefinition,
  CreateTableInput,
  Described,
  KeyElement,
  Table,
  TableCall,
  TableOutputs,
  Throughput,
} from "./table/table-call.ts";

export interface Keyed extends Table {
  readonly Key: AttributeMap;
}

export interface ConditionCheck extends Keyed, ExpressionParts {
  readonly ConditionExpression: string;
}

export interface Update extends Keyed, ExpressionParts {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
}

export interface Put extends Table, ExpressionParts {
  readonly Item: AttributeMap;
  readonly ConditionExpression?: string;
}

/** One action of a transaction. */
export type Action =
  | { readonly ConditionCheck: ConditionCheck }
  | { readonly Update: Update }
  | { readonly Put: Put }
  | { readonly Delete: Delete };

export interface Delete extends Keyed, ExpressionParts {
  readonly ConditionExpression?: string;
}

export interface QueryInput extends Table, ExpressionParts {
  readonly KeyConditionExpression: string;
  readonly FilterExpression?: string;
  readonly ConsistentRead: true;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: AttributeMap;
}

export interface ScanInput extends Table, ExpressionParts, Measured {
  readonly IndexName?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  /** An index cannot be read consistently. */
  readonly ConsistentRead: boolean;
  readonly Segment: number;
  readonly TotalSegments: number;
  readonly Limit: number;
  readonly ExclusiveStartKey?: AttributeMap;
}

export interface BatchGetInput {
  readonly RequestItems: Readonly<
    Record<string, { readonly Keys: readonly AttributeMap[]; readonly ConsistentRead: true }>
  >;
}

/** Asks DynamoDB to answer what a call cost. */
export interface Measured {
  readonly ReturnConsumedCapacity?: "TOTAL";
}

/** Asks DynamoDB for the item as it is when the condition does not hold. */
export interface Returning extends Measured {
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD";
}

export interface Consumed {
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number };
}

export type Call =
  | { readonly command: "GetItem"; readonly input: Keyed & { readonly ConsistentRead: true } }
  | { readonly command: "Query"; readonly input: QueryInput }
  | { readonly command: "Scan"; readonly input: ScanInput }
  | { readonly command: "BatchGetItem"; readonly input: BatchGetInput }
  | { readonly command: "UpdateItem"; readonly input: Update & Returning }
  | { readonly command: "PutItem"; readonly input: Put }
  | { readonly command: "DeleteItem"; readonly input: Delete & Returning }
  | { readonly command: "TransactWriteItems"; readonly input: TransactInput }
  | { readonly command: "DescribeTable"; readonly input: Table }
  | { readonly command: "CreateTable"; readonly input: CreateTableInput }
  | TableCall;

export interface TransactInput extends Measured {
  readonly TransactItems: readonly Action[];
  /** Makes a repeated request harmless for ten minutes. */
  readonly ClientRequestToken: string;
}

export interface TableDescription extends Described {
  readonly TableName: string;
  readonly TableStatus: string;
  readonly TableArn?: string;
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  /** DynamoDB counts every six hours. */
  readonly ItemCount?: number;
  readonly TableSizeBytes?: number;
  readonly ProvisionedThroughput?: Partial<Throughput>;
  readonly WarmThroughput?: { readonly WriteUnitsPerSecond?: number };
}

/** What comes back, of which we read only this. */
export interface Outputs extends TableOutputs {
  readonly GetItem: { readonly Item?: AttributeMap };
  readonly Query: { readonly Items: readonly AttributeMap[]; readonly LastEvaluatedKey?: AttributeMap };
  readonly Scan: Consumed & {
    readonly Items: readonly AttributeMap[];
    /** Also those that a filter left out. */
    readonly ScannedCount?: number;
    readonly LastEvaluatedKey?: AttributeMap;
  };
  readonly BatchGetItem: {
    readonly Responses?: Readonly<Record<string, readonly AttributeMap[]>>;
    readonly UnprocessedKeys?: BatchGetInput["RequestItems"];
  };
  readonly UpdateItem: Consumed;
  readonly PutItem: object;
  readonly DeleteItem: Consumed;
  readonly TransactWriteItems: { readonly ConsumedCapacity?: readonly { readonly CapacityUnits?: number }[] };
  readonly DescribeTable: { readonly Table: TableDescription };
  readonly CreateTable: object;
}

export type Output = Outputs[keyof Outputs];

/** A connection to DynamoDB. Calls may overlap: the heartbeat does not wait for a migration's call. */
export interface DynamoSession extends Session<Call, Output> {
  run<C extends Call>(call: C): Promise<Outputs[C["command"]]>;
  /** Host of the endpoint, for people. */
  readonly host: string;
  readonly region: string;
}

/** A call in words: `UpdateItem league-dev CONFIG/PERMISSION_MATRIX`. */
export function renderCall({ command, input }: Call): string {
  if ("TransactItems" in input) {
    return `${command} [${input.TransactItems.map(renderAction).join(", ")}]`;
  }
  if ("RequestItems" in input) return `${command} ${Object.keys(input.RequestItems).join(", ")}`;
  if ("ResourceArn" in input) return `${command} ${input.ResourceArn}`;
  if ("BackupArn" in input) return `${command} ${input.BackupArn}`;
  const key = "Key" in input ? ` ${renderKey(input.Key)}` : "";
  return `${command} ${input.TableName}${key}`;
}

function renderAction(action: Action): string {
  if ("ConditionCheck" in action) return `check ${renderKey(action.ConditionCheck.Key)}`;
  if ("Update" in action) return `update ${renderKey(action.Update.Key)}`;
  if ("Delete" in action) return `delete ${renderKey(action.Delete.Key)}`;
  return `put into ${action.Put.TableName}`;
}

/** A key in words: `CONFIG/PERMISSION_MATRIX`. */
export function renderKey(key: AttributeMap): string {
  return Object.values(key)
    .map((value) => ("S" in value ? value.S : "N" in value ? value.N : "(binary)"))
    .join("/");
}
