// Behaves as AWS where the emulator does not: indexes that take their time, one at a time; backups, replicas, limits.
import type { Manner, Met, ProxiedCall } from "./dynamo-proxy.ts";
import { modelProblems } from "./sdk-model.ts";

export interface AwsManner extends Manner {
  /** What was not as the SDK's models say, of requests and of our own answers. */
  readonly problems: readonly string[];
  /** Changes of tables that were accepted, in order. */
  readonly accepted: readonly string[];
  /** How often an index's description is looked at until it is ready. */
  looks: number;
  /** How often a table's time to live may be changed. */
  liveChanges: number;
  /** What CloudFormation would have signed the tables with. */
  ownTags: readonly { readonly Key: string; readonly Value: string }[];
}

interface FakeTable {
  encryption: object | undefined;
  recovery: boolean;
  insights: boolean;
  policy: string | null;
  replicas: string[];
  /** Looks until the index rests. */
  readonly creating: Map<string, number>;
  readonly dropping: Map<string, { left: number; readonly index: object }>;
  readonly indexUnits: Map<string, object>;
  switches: number;
  liveChanges: number;
}

type Data = Readonly<Record<string, unknown>>;
interface IndexData extends Data {
  readonly IndexName: string;
}

export function awsManner(): AwsManner {
  const tables = new Map<string, FakeTable>();
  const backups = new Map<string, { readonly table: string; readonly name: string; readonly at: number }>();
  const problems: string[] = [];
  const accepted: string[] = [];
  const of = (name: string): FakeTable => {
    const known = tables.get(name) ?? freshTable();
    tables.set(name, known);
    return known;
  };
  const nameOf = ({ TableName, ResourceArn }: Data): string =>
    String(TableName ?? String(ResourceArn).replace(/^.*:table\//, ""));

  const manner: AwsManner = {
    problems,
    accepted,
    looks: 4,
    liveChanges: Number.POSITIVE_INFINITY,
    ownTags: [],
    meet(call) {
      const wrong = modelProblems(call.command, "input", call.input);
      problems.push(...wrong);
      if (wrong.length > 0) return refusal("SerializationException", wrong.join("; "));
      const met = answerOf(call);
      if (met && "answer" in met) problems.push(...modelProblems(call.command, "output", met.answer));
      const isChange = call.writes && /Table|TimeToLive|Backup|Insights|Policy|Tag/.test(call.command);
      if (isChange && !(met && "error" in met)) accepted.push(changeInWords(call));
      return met;
    },
    revise(call, answer) {
      const revised = revisedAnswer(call, JSON.parse(JSON.stringify(answer, withoutInvention)));
      problems.push(...modelProblems(call.command, "output", revised));
      return revised;
    },
  };
  return manner;

  function answerOf({ command, input }: ProxiedCall): Met | null {
    const table = of(nameOf(input));
    switch (command) {
      case "CreateTable":
        tables.set(nameOf(input), freshTable());
        return created(input);
      case "UpdateTable":
        return update(table, input);
      case "UpdateTimeToLive":
        table.liveChanges++;
        return table.liveChanges > manner.liveChanges
          ? refusal(
              "ValidationException",
              "Time to live has been modified multiple times within a fixed interval",
            )
          : null;
      case "DescribeContinuousBackups":
      case "UpdateContinuousBackups": {
        const wanted = (input.PointInTimeRecoverySpecification as Data | undefined)
          ?.PointInTimeRecoveryEnabled;
        if (typeof wanted === "boolean") table.recovery = wanted;
        return { answer: { ContinuousBackupsDescription: recoveryOf(table) } };
      }
      case "UpdateContributorInsights":
        table.insights = input.ContributorInsightsAction === "ENABLE";
        return { answer: { TableName: nameOf(input), ContributorInsightsStatus: insightsOf(table) } };
      case "DescribeContributorInsights":
        return { answer: { TableName: nameOf(input), ContributorInsightsStatus: insightsOf(table) } };
      case "GetResourcePolicy":
        if (table.policy !== null) return { answer: { Policy: table.policy, RevisionId: "1" } };
        return refusal("PolicyNotFoundException", "There is no resource policy");
      case "PutResourcePolicy":
        table.policy = String(input.Policy);
        return { answer: { RevisionId: "1" } };
      case "DeleteResourcePolicy":
        table.policy = null;
        return { answer: {} };
      case "CreateBackup":
      case "DescribeBackup":
      case "DeleteBackup":
        return backup(command, input);
      default:
        return null;
    }
  }

  function created(input: Data): Met | null {
    const table = of(nameOf(input));
    table.encryption = (input.SSESpecification as Data | undefined)?.Enabled === true ? KMS : undefined;
    for (const index of (input.GlobalSecondaryIndexes ?? []) as IndexData[]) {
      const { OnDemandThroughput } = index;
      if (OnDemandThroughput) table.indexUnits.set(index.IndexName, { OnDemandThroughput });
    }
    return null;
  }

  function update(table: FakeTable, input: Data): Met | null {
    const name = nameOf(input);
    const updates = (input.GlobalSecondaryIndexUpdates ?? []) as Readonly<Record<string, IndexData>>[];
    const changes = updates.filter((one) => one.Create || one.Delete);
    if (changes.length > 1 || (changes.length > 0 && table.creating.size + table.dropping.size > 0)) {
      return refusal("LimitExceededException", ONE_INDEX);
    }
    if ([...table.creating.values()].some((left) => left > manner.looks / 2) || table.dropping.size > 0) {
      return refusal("ResourceInUseException", `Attempt to change a resource which is still in use: ${name}`);
    }
    if (input.BillingMode === "PAY_PER_REQUEST" && ++table.switches > 4) {
      return refusal("LimitExceededException", SWITCHES);
    }
    if (input.SSESpecification) {
      table.encryption = (input.SSESpecification as Data).Enabled === true ? KMS : undefined;
      return described(name);
    }
    if (input.ReplicaUpdates) return replicate(table, input);
    if (input.BillingMode) table.indexUnits.clear();
    for (const { Create, Update } of updates) {
      if (Create) table.creating.set(Create.IndexName, manner.looks);
      const {
        IndexName = "",
        OnDemandThroughput,
        ProvisionedThroughput,
      }: Partial<IndexData> = Create ?? Update ?? {};
      if (OnDemandThroughput) table.indexUnits.set(IndexName, { OnDemandThroughput });
      else if (ProvisionedThroughput) table.indexUnits.set(IndexName, { ProvisionedThroughput });
    }
    // The emulator takes no notice of an index's units.
    const known = updates.filter(({ Update }) => !Update);
    if (known.length === updates.length) return null;
    const { GlobalSecondaryIndexUpdates: _all, ...rest } = input;
    if (Object.keys(rest).length === 1 && known.length === 0) return described(name);
    return { input: known.length > 0 ? { ...rest, GlobalSecondaryIndexUpdates: known } : rest };
  }

  function replicate(table: FakeTable, input: Data): Met {
    const all = input.ReplicaUpdates as Readonly<Record<string, Data>>[];
    if (all.length > 1) return refusal("ValidationException", "Only one replica can be changed at a time");
    const { Create, Delete } = all[0] ?? {};
    if (Create) table.replicas.push(String(Create.RegionName));
    if (Delete) table.replicas = table.replicas.filter((region) => region !== Delete.RegionName);
    return described(nameOf(input));
  }

  function backup(command: string, input: Data): Met {
    if (command === "CreateBackup") {
      const arn = `arn:aws:dynamodb:eu-central-1:000000000000:table/${input.TableName}/backup/${backups.size + 1}`;
      backups.set(arn, {
        table: String(input.TableName),
        name: String(input.BackupName),
        at: Date.now() / 1000,
      });
      return { answer: { BackupDetails: backupDetails(arn) } };
    }
    const arn = String(input.BackupArn);
    if (!backups.has(arn)) return refusal("BackupNotFoundException", `Backup not found: ${arn}`);
    const answer = { BackupDescription: { BackupDetails: backupDetails(arn) } };
    if (command === "DeleteBackup") backups.delete(arn);
    return { answer };
  }

  function backupDetails(arn: string): object {
    const found = backups.get(arn);
    return {
      ...{ BackupArn: arn, BackupName: found?.name ?? "", BackupStatus: "AVAILABLE", BackupType: "USER" },
      BackupCreationDateTime: found?.at ?? 0,
    };
  }

  function revisedAnswer({ command, input }: ProxiedCall, answer: Data): Data {
    if (command === "ListTagsOfResource") {
      return { ...answer, Tags: [...((answer.Tags ?? []) as object[]), ...manner.ownTags] };
    }
    if (command === "UpdateTable") noteDropped(input, answer);
    if (command !== "DescribeTable") return answer;
    const table = of(nameOf(input));
    const revised = describedTable(table, answer.Table as Data, manner.looks);
    for (const [name, left] of table.creating) {
      if (left <= 1) table.creating.delete(name);
      else table.creating.set(name, left - 1);
    }
    for (const [name, one] of table.dropping) if (--one.left <= 0) table.dropping.delete(name);
    return { ...answer, Table: revised };
  }

  /** The emulator drops at once; here it is seen for a while. */
  function noteDropped(input: Data, answer: Data): void {
    const updates = (input.GlobalSecondaryIndexUpdates ?? []) as Readonly<Record<string, IndexData>>[];
    const Delete = updates.find((one) => one.Delete)?.Delete;
    const gone = (answer.TableDescription as Data | undefined)?.GlobalSecondaryIndexes as
      | IndexData[]
      | undefined;
    const index = gone?.find(({ IndexName }) => IndexName === Delete?.IndexName);
    if (!Delete) return;
    const spec = index ?? {
      IndexName: Delete.IndexName,
      KeySchema: [],
      Projection: { ProjectionType: "ALL" },
    };
    of(nameOf(input)).dropping.set(Delete.IndexName, { left: manner.looks, index: spec });
  }
}

/** A field of the emulator's that DynamoDB does not have. */
function withoutInvention(name: string, value: unknown): unknown {
  return name === "TableThroughputModeSummary" ? undefined : value;
}

const KMS = {
  Status: "ENABLED",
  SSEType: "KMS",
  KMSMasterKeyArn: "arn:aws:kms:eu-central-1:000000000000:key/1",
};
const ONE_INDEX =
  "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";
const SWITCHES =
  "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in 1 day(s).";

function freshTable(): FakeTable {
  return {
    ...{ encryption: undefined, recovery: false, insights: false, policy: null, replicas: [] },
    ...{ creating: new Map(), dropping: new Map(), indexUnits: new Map(), switches: 0, liveChanges: 0 },
  };
}

function refusal(error: string, message: string): Met {
  return { error, message };
}

function described(TableName: string): Met {
  return { answer: { TableDescription: { TableName, TableStatus: "UPDATING" } } };
}

function recoveryOf({ recovery }: FakeTable): object {
  const PointInTimeRecoveryStatus = recovery ? "ENABLED" : "DISABLED";
  const times = recovery
    ? { EarliestRestorableDateTime: 1_700_000_000, LatestRestorableDateTime: 1_700_000_300 }
    : {};
  return {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus, ...times },
  };
}

function insightsOf({ insights }: FakeTable): string {
  return insights ? "ENABLED" : "DISABLED";
}

function describedTable(table: FakeTable, description: Data, looks: number): Data {
  const { SSEDescription: _emulators, ...rest } = description;
  const indexes = ((description.GlobalSecondaryIndexes ?? []) as IndexData[]).map((index) => {
    const left = table.creating.get(index.IndexName);
    const units = table.indexUnits.get(index.IndexName);
    return {
      ...index,
      ...units,
      ...(left !== undefined && { IndexStatus: "CREATING", Backfilling: left <= looks / 2 }),
    };
  });
  const going = [...table.dropping.values()].map(({ index }) => ({ ...index, IndexStatus: "DELETING" }));
  const all = [...indexes, ...going];
  const busy = [...table.creating.values()].some((left) => left > looks / 2) || going.length > 0;
  return {
    ...rest,
    ...(busy && { TableStatus: "UPDATING" }),
    ...(all.length > 0 && { GlobalSecondaryIndexes: all }),
    ...(table.encryption && { SSEDescription: table.encryption }),
    ...(table.replicas.length > 0 && {
      Replicas: table.replicas.map((RegionName) => ({ RegionName, ReplicaStatus: "ACTIVE" })),
    }),
  };
}

/** Such as `UpdateTable +by-city`. */
function changeInWords({ command, input }: ProxiedCall): string {
  const updates = (input.GlobalSecondaryIndexUpdates ?? []) as Readonly<Record<string, IndexData>>[];
  const indexes = updates.map(({ Create, Delete, Update }) =>
    Create ? `+${Create.IndexName}` : Delete ? `-${Delete.IndexName}` : `~${Update?.IndexName}`,
  );
  return [command, ...indexes].join(" ");
}
