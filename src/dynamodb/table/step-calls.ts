// The calls of a step, in DynamoDB's own words.
import type { Call } from "../call.ts";
import { capacityFields } from "./settings/capacity.ts";
import { encryptionSpec } from "./settings/encryption.ts";
import { tagList } from "./settings/tags.ts";
import { settingOf } from "./settings.ts";
import type { IndexState, Key, TableState, Units } from "./state.ts";
import type { TableStep } from "./step.ts";
import type { AttributeDefinition, IndexSpec, KeyElement, ProjectionSpec } from "./table-call.ts";

/** `state` is the table before the step. */
export function stepCalls(step: TableStep, state: TableState | null, arn: string): readonly Call[] {
  const TableName = step.table;
  if (step.do === "create") return [creation(step.state)];
  if (step.do === "delete") return [{ command: "DeleteTable", input: { TableName } }];
  if (!state) return [];
  if (step.do === "set") {
    const { from, to } = step;
    return settingOf(step.setting).calls({ table: TableName, arn }, { from, to, state });
  }
  if (step.do === "drop-index") {
    const Delete = { IndexName: step.index };
    return [{ command: "UpdateTable", input: { TableName, GlobalSecondaryIndexUpdates: [{ Delete }] } }];
  }
  const Create = indexSpec(step.index, step.state, unitsFor(step.units, state));
  // Those of all keys that there are afterwards: DynamoDB wants no others.
  const keys = [
    state.keys,
    ...Object.values({ ...state.localIndexes, ...state.globalIndexes }).map((one) => one.keys),
  ];
  return [
    {
      command: "UpdateTable",
      input: {
        TableName,
        AttributeDefinitions: definitions([...keys.flat(), ...step.state.keys]),
        GlobalSecondaryIndexUpdates: [{ Create }],
      },
    },
  ];
}

type Fields = ReturnType<typeof capacityFields>;

function unitsFor(units: Units | null, { settings: { capacity } }: TableState): Fields {
  if (capacity?.mode === "PROVISIONED") return capacityFields("PROVISIONED", units ?? capacity);
  return units && (units.read !== null || units.write !== null)
    ? capacityFields("PAY_PER_REQUEST", units)
    : {};
}

function creation(state: TableState): Call {
  const { table, keys, localIndexes, globalIndexes, settings } = state;
  const { capacity, stream, encryption, tableClass, deletionProtection, tags = {} } = settings;
  const mode = capacity?.mode ?? "PAY_PER_REQUEST";
  const bounded = capacity && (mode === "PROVISIONED" || capacity.read !== null || capacity.write !== null);
  const local = Object.entries(localIndexes).map(([name, index]) => indexSpec(name, index, {}));
  const global = Object.entries(globalIndexes).map(([name, index]) =>
    indexSpec(name, index, unitsFor(capacity?.indexes[name] ?? null, state)),
  );
  const indexes = Object.values({ ...localIndexes, ...globalIndexes });
  return {
    command: "CreateTable",
    input: {
      TableName: table,
      KeySchema: keySchema(keys),
      AttributeDefinitions: definitions([...keys, ...indexes.flatMap((index) => index.keys)]),
      BillingMode: mode,
      ...(bounded && capacityFields(mode, capacity)),
      ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
      ...(local.length > 0 && { LocalSecondaryIndexes: local }),
      ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream } }),
      ...(encryption && { SSESpecification: encryptionSpec(encryption) }),
      ...(tableClass && { TableClass: tableClass }),
      ...(deletionProtection && { DeletionProtectionEnabled: true }),
      ...(Object.keys(tags).length > 0 && { Tags: tagList(tags) }),
    },
  };
}

function indexSpec(name: string, { keys, projection }: IndexState, units: Fields): IndexSpec {
  const Projection: ProjectionSpec =
    typeof projection === "string"
      ? { ProjectionType: projection }
      : { ProjectionType: "INCLUDE", NonKeyAttributes: projection };
  return { IndexName: name, KeySchema: keySchema(keys), Projection, ...units };
}

function keySchema(keys: readonly Key[]): readonly KeyElement[] {
  return keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role }));
}

function definitions(keys: readonly Key[]): readonly AttributeDefinition[] {
  const types = new Map(keys.map(({ name, type }) => [name, type]));
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}
