// DynamoDB's operations on tables as data, in its own words: what a driver sends, and what of the answers is read.

export interface Table {
  readonly TableName: string;
}

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: "S" | "N" | "B";
}

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

/** -1 takes a bound away. */
export interface OnDemand {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

export interface ProjectionSpec {
  readonly ProjectionType?: string;
  readonly NonKeyAttributes?: readonly string[];
}

export interface IndexSpec {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: ProjectionSpec;
  readonly ProvisionedThroughput?: Throughput;
  readonly OnDemandThroughput?: OnDemand;
}

export interface StreamSpec {
  readonly StreamEnabled: boolean;
  readonly StreamViewType?: string;
}

export interface EncryptionSpec {
  readonly Enabled: boolean;
  readonly SSEType?: "KMS";
  readonly KMSMasterKeyId?: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface CreateTableInput extends Table {
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly BillingMode: "PAY_PER_REQUEST" | "PROVISIONED";
  readonly ProvisionedThroughput?: Throughput;
  readonly OnDemandThroughput?: OnDemand;
  readonly GlobalSecondaryIndexes?: readonly IndexSpec[];
  readonly LocalSecondaryIndexes?: readonly IndexSpec[];
  readonly StreamSpecification?: StreamSpec;
  readonly SSESpecification?: EncryptionSpec;
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly ResourcePolicy?: string;
  readonly Tags?: readonly Tag[];
}

export interface UpdateTableInput extends Table {
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly BillingMode?: "PAY_PER_REQUEST" | "PROVISIONED";
  readonly ProvisionedThroughput?: Throughput;
  readonly OnDemandThroughput?: OnDemand;
  readonly GlobalSecondaryIndexUpdates?: readonly (
    | { readonly Create: IndexSpec }
    | { readonly Update: Pick<IndexSpec, "IndexName" | "ProvisionedThroughput" | "OnDemandThroughput"> }
    | { readonly Delete: { readonly IndexName: string } }
  )[];
  readonly StreamSpecification?: StreamSpec;
  readonly SSESpecification?: EncryptionSpec;
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly ReplicaUpdates?: readonly (
    | { readonly Create: { readonly RegionName: string } }
    | { readonly Delete: { readonly RegionName: string } }
  )[];
}

interface Resource {
  readonly ResourceArn: string;
}

export type TableCall =
  | { readonly command: "UpdateTable"; readonly input: UpdateTableInput }
  | { readonly command: "DeleteTable"; readonly input: Table }
  | { readonly command: "DescribeTimeToLive"; readonly input: Table }
  | {
      readonly command: "UpdateTimeToLive";
      readonly input: Table & {
        readonly TimeToLiveSpecification: { readonly AttributeName: string; readonly Enabled: boolean };
      };
    }
  | { readonly command: "DescribeContinuousBackups"; readonly input: Table }
  | {
      readonly command: "UpdateContinuousBackups";
      readonly input: Table & {
        readonly PointInTimeRecoverySpecification: { readonly PointInTimeRecoveryEnabled: boolean };
      };
    }
  | { readonly command: "CreateBackup"; readonly input: Table & { readonly BackupName: string } }
  | { readonly command: "DescribeBackup"; readonly input: { readonly BackupArn: string } }
  | { readonly command: "DescribeContributorInsights"; readonly input: Table }
  | {
      readonly command: "UpdateContributorInsights";
      readonly input: Table & { readonly ContributorInsightsAction: "ENABLE" | "DISABLE" };
    }
  | {
      readonly command: "ListTagsOfResource";
      readonly input: Resource & { readonly NextToken?: string };
    }
  | { readonly command: "TagResource"; readonly input: Resource & { readonly Tags: readonly Tag[] } }
  | { readonly command: "UntagResource"; readonly input: Resource & { readonly TagKeys: readonly string[] } }
  | { readonly command: "GetResourcePolicy"; readonly input: Resource }
  | { readonly command: "PutResourcePolicy"; readonly input: Resource & { readonly Policy: string } }
  | { readonly command: "DeleteResourcePolicy"; readonly input: Resource };

export interface IndexDescription extends Omit<IndexSpec, "Projection" | "ProvisionedThroughput"> {
  readonly Projection?: ProjectionSpec;
  readonly ProvisionedThroughput?: Partial<Throughput>;
  readonly IndexStatus?: string;
  readonly Backfilling?: boolean;
}

/** What of a table's description is read, beyond what finds its items. */
export interface Described {
  readonly BillingModeSummary?: { readonly BillingMode?: string };
  readonly OnDemandThroughput?: OnDemand;
  readonly TableClassSummary?: { readonly TableClass?: string };
  readonly StreamSpecification?: StreamSpec;
  readonly LatestStreamArn?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly SSEDescription?: { readonly Status?: string; readonly KMSMasterKeyArn?: string };
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly LocalSecondaryIndexes?: readonly IndexDescription[];
  readonly Replicas?: readonly { readonly RegionName?: string; readonly ReplicaStatus?: string }[];
}

export interface TableOutputs {
  readonly UpdateTable: object;
  readonly DeleteTable: object;
  readonly DescribeTimeToLive: {
    readonly TimeToLiveDescription?: { readonly TimeToLiveStatus?: string; readonly AttributeName?: string };
  };
  readonly UpdateTimeToLive: object;
  readonly DescribeContinuousBackups: {
    readonly ContinuousBackupsDescription?: {
      readonly PointInTimeRecoveryDescription?: {
        readonly PointInTimeRecoveryStatus?: string;
        readonly LatestRestorableDateTime?: Date;
      };
    };
  };
  readonly CreateBackup: { readonly BackupDetails?: Backup };
  readonly DescribeBackup: { readonly BackupDescription?: { readonly BackupDetails?: Backup } };
  readonly UpdateContinuousBackups: object;
  readonly DescribeContributorInsights: { readonly ContributorInsightsStatus?: string };
  readonly UpdateContributorInsights: object;
  readonly ListTagsOfResource: { readonly Tags?: readonly Tag[]; readonly NextToken?: string };
  readonly TagResource: object;
  readonly UntagResource: object;
  readonly GetResourcePolicy: { readonly Policy?: string };
  readonly PutResourcePolicy: object;
  readonly DeleteResourcePolicy: object;
}

export interface Backup {
  readonly BackupArn?: string;
  readonly BackupStatus?: string;
}
