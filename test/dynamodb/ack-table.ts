// Table specifications of the ACK controller's tests, as a migration would describe the same table.
import type { IndexWish, KeysWish, TableWish } from "../../src/dynamodb/table/public.ts";
import type { KeyAttribute } from "../../src/dynamodb/table/state.ts";

export interface AckTable {
  readonly tableName: string;
  readonly attributeDefinitions: readonly { readonly attributeName: string; readonly attributeType: "S" }[];
  readonly keySchema: readonly AckKey[];
  readonly billingMode?: "PROVISIONED" | "PAY_PER_REQUEST";
  readonly provisionedThroughput?: AckUnits;
  readonly onDemandThroughput?: AckUnits;
  readonly globalSecondaryIndexes?: readonly AckIndex[];
  readonly localSecondaryIndexes?: readonly AckIndex[];
  readonly tableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS";
  readonly streamSpecification?: {
    readonly streamEnabled: boolean;
    readonly streamViewType?: "NEW_AND_OLD_IMAGES";
  };
  readonly sseSpecification?: { readonly enabled: boolean };
  readonly continuousBackups?: { readonly pointInTimeRecoveryEnabled: boolean };
  readonly contributorInsights?: "ENABLED" | "DISABLE";
  readonly timeToLive?: { readonly attributeName: string; readonly enabled: boolean };
  readonly resourcePolicy?: string;
  readonly tableReplicas?: readonly { readonly regionName: string }[];
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

interface AckKey {
  readonly attributeName: string;
  readonly keyType: "HASH" | "RANGE";
}

export interface AckUnits {
  readonly readCapacityUnits?: number;
  readonly writeCapacityUnits?: number;
  readonly maxReadRequestUnits?: number;
  readonly maxWriteRequestUnits?: number;
}

export interface AckIndex {
  readonly indexName: string;
  readonly keySchema: readonly AckKey[];
  readonly projection: { readonly projectionType: string; readonly nonKeyAttributes?: readonly string[] };
  readonly provisionedThroughput?: AckUnits;
  readonly onDemandThroughput?: AckUnits;
}

/** Complete: what the specification leaves out is as AWS makes it. */
export function ackWish(ack: AckTable): TableWish {
  const provisioned = ack.billingMode !== "PAY_PER_REQUEST";
  const stream = ack.streamSpecification;
  return {
    ...keysOf(ack, ack.keySchema),
    globalIndexes: indexesOf(ack, ack.globalSecondaryIndexes, true),
    localIndexes: indexesOf(ack, ack.localSecondaryIndexes, false),
    capacity: {
      mode: provisioned ? "provisioned" : "on-demand",
      ...unitsOf(provisioned ? ack.provisionedThroughput : ack.onDemandThroughput),
    },
    tableClass: ack.tableClass ?? "STANDARD",
    stream: stream?.streamEnabled ? (stream.streamViewType ?? null) : null,
    encryption: ack.sseSpecification?.enabled ? "kms" : null,
    pointInTimeRecovery: ack.continuousBackups?.pointInTimeRecoveryEnabled ?? false,
    contributorInsights: ack.contributorInsights === "ENABLED",
    timeToLive: ack.timeToLive?.enabled ? ack.timeToLive.attributeName : null,
    resourcePolicy: ack.resourcePolicy ?? null,
    replicas: (ack.tableReplicas ?? []).map(({ regionName }) => regionName),
    tags: Object.fromEntries((ack.tags ?? []).map(({ key, value }) => [key, value])),
    deletionProtection: false,
  };
}

function indexesOf(
  ack: AckTable,
  list: readonly AckIndex[] = [],
  withUnits: boolean,
): Record<string, IndexWish> {
  return Object.fromEntries(
    list.map((index) => {
      const { projectionType, nonKeyAttributes = [] } = index.projection;
      const units = unitsOf(index.provisionedThroughput ?? index.onDemandThroughput);
      const wish: IndexWish = {
        ...keysOf(ack, index.keySchema),
        projection: projectionType === "INCLUDE" ? nonKeyAttributes : (projectionType as "ALL"),
        ...(withUnits && Object.keys(units).length > 0 && { capacity: units }),
      };
      return [index.indexName, wish];
    }),
  );
}

function unitsOf(units: AckUnits = {}): { readonly read?: number; readonly write?: number } {
  const read = units.readCapacityUnits ?? units.maxReadRequestUnits;
  const write = units.writeCapacityUnits ?? units.maxWriteRequestUnits;
  return { ...(read !== undefined && { read }), ...(write !== undefined && { write }) };
}

function keysOf({ attributeDefinitions }: AckTable, schema: readonly AckKey[]): KeysWish {
  const find = (role: AckKey["keyType"]): KeyAttribute | undefined => {
    const name = schema.find(({ keyType }) => keyType === role)?.attributeName;
    const type = attributeDefinitions.find(({ attributeName }) => attributeName === name)?.attributeType;
    return name === undefined ? undefined : { name, type: type ?? "S" };
  };
  const sortKey = find("RANGE");
  return { partitionKey: find("HASH") as KeyAttribute, ...(sortKey && { sortKey }) };
}
