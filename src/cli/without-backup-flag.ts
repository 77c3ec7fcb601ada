// `--without-backup REASON`, of the commands that write to a protected DynamoDB table.

export const withoutBackupFlag = {
  help: "write to a protected DynamoDB table although nothing is kept to restore it; the log keeps why",
  value: "REASON",
  setting: "dynamodb.withoutBackup",
} as const;
