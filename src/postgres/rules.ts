// The list of rules for SQL: adding one is a file beside this one and a line here.
import type { SqlRule } from "./lint/sql-rule.ts";
import { addColumnVolatileDefault } from "./rules/add-column-volatile-default.ts";
import { addGeneratedColumn } from "./rules/add-generated-column.ts";
import { addIdentityColumn } from "./rules/add-identity-column.ts";
import { addRequiredColumn } from "./rules/add-required-column.ts";
import { addSerialColumn } from "./rules/add-serial-column.ts";
import { alterSystem } from "./rules/alter-system.ts";
import { attachPartitionScan } from "./rules/attach-partition-scan.ts";
import { autovacuumOff } from "./rules/autovacuum-off.ts";
import { byteaCastInGeneratedColumn } from "./rules/bytea-cast-in-generated-column.ts";
import { changeColumnType } from "./rules/change-column-type.ts";
import { checkValidates } from "./rules/check-validates.ts";
import { cluster } from "./rules/cluster.ts";
import { columnAlignment } from "./rules/column-alignment.ts";
import { concurrentIndexIfNotExists } from "./rules/concurrent-index-if-not-exists.ts";
import { concurrentIndexOnPartitionedTable } from "./rules/concurrent-index-on-partitioned-table.ts";
import { concurrentlyInTransaction } from "./rules/concurrently-in-transaction.ts";
import { createEnum } from "./rules/create-enum.ts";
import { createPartition } from "./rules/create-partition.ts";
import { createTrigger } from "./rules/create-trigger.ts";
import { dataInSchemaMigration } from "./rules/data-in-schema-migration.ts";
import { defaultPartitionScan } from "./rules/default-partition-scan.ts";
import { deferrableConstraint } from "./rules/deferrable-constraint.ts";
import { deleteWithoutWhere } from "./rules/delete-without-where.ts";
import { detachPartitionNotConcurrent } from "./rules/detach-partition-not-concurrent.ts";
import { disableTrigger } from "./rules/disable-trigger.ts";
import { discouragedType } from "./rules/discouraged-type.ts";
import { doBlock } from "./rules/do-block.ts";
import { domainConstraint } from "./rules/domain-constraint.ts";
import { domainNotNull } from "./rules/domain-not-null.ts";
import { dropCascade } from "./rules/drop-cascade.ts";
import { dropColumn } from "./rules/drop-column.ts";
import { dropConstraint } from "./rules/drop-constraint.ts";
import { dropDatabase } from "./rules/drop-database.ts";
import { dropIndexNotConcurrent } from "./rules/drop-index-not-concurrent.ts";
import { dropNotNull } from "./rules/drop-not-null.ts";
import { dropPrimaryKey } from "./rules/drop-primary-key.ts";
import { dropSchema } from "./rules/drop-schema.ts";
import { dropTable } from "./rules/drop-table.ts";
import { dropTrigger } from "./rules/drop-trigger.ts";
import { duplicateAssignment } from "./rules/duplicate-assignment.ts";
import { dynamicSql } from "./rules/dynamic-sql.ts";
import { enumValue } from "./rules/enum-value.ts";
import { enumValueOrder } from "./rules/enum-value-order.ts";
import { enumValueUsedAtOnce } from "./rules/enum-value-used-at-once.ts";
import { exclusionConstraint } from "./rules/exclusion-constraint.ts";
import { extensionInPublic } from "./rules/extension-in-public.ts";
import { extensionUpdate } from "./rules/extension-update.ts";
import { filteredColumnWithoutIndex } from "./rules/filtered-column-without-index.ts";
import { foreignKeyPartialIndex } from "./rules/foreign-key-partial-index.ts";
import { foreignKeyTypeMismatch } from "./rules/foreign-key-type-mismatch.ts";
import { foreignKeyValidates } from "./rules/foreign-key-validates.ts";
import { foreignKeyWithoutIndex } from "./rules/foreign-key-without-index.ts";
import { foreignKeyWithoutOnDelete } from "./rules/foreign-key-without-on-delete.ts";
import { grantOnAllWithoutDefault } from "./rules/grant-on-all-without-default.ts";
import { grantToPublic } from "./rules/grant-to-public.ts";
import { hashIndex } from "./rules/hash-index.ts";
import { identifierTooLong } from "./rules/identifier-too-long.ts";
import { indexNotConcurrent } from "./rules/index-not-concurrent.ts";
import { indexOfManyColumns } from "./rules/index-of-many-columns.ts";
import { indexOnBusyTable } from "./rules/index-on-busy-table.ts";
import { indexOnPartitionedTable } from "./rules/index-on-partitioned-table.ts";
import { insertWithoutColumns } from "./rules/insert-without-columns.ts";
import { intPrimaryKey } from "./rules/int-primary-key.ts";
import { lockHeldWhileRunningMore } from "./rules/lock-held-while-running-more.ts";
import { lockOnBusyTable } from "./rules/lock-on-busy-table.ts";
import { lockTable } from "./rules/lock-table.ts";
import { lockTimeoutTooHigh } from "./rules/lock-timeout-too-high.ts";
import { matviewWithData } from "./rules/matview-with-data.ts";
import { missingHeader } from "./rules/missing-header.ts";
import { missingRollback } from "./rules/missing-rollback.ts";
import { multipleAlterTable } from "./rules/multiple-alter-table.ts";
import { namingStyle } from "./rules/naming-style.ts";
import { notAtomic } from "./rules/not-atomic.ts";
import { notEnforcedConstraint } from "./rules/not-enforced-constraint.ts";
import { notIdempotent } from "./rules/not-idempotent.ts";
import { nullableColumn } from "./rules/nullable-column.ts";
import { passwordInFile } from "./rules/password-in-file.ts";
import { policyAlwaysTrue } from "./rules/policy-always-true.ts";
import { policyAsksPerRow } from "./rules/policy-asks-per-row.ts";
import { policyWithoutRowSecurity } from "./rules/policy-without-row-security.ts";
import { preferBigintOverInt } from "./rules/prefer-bigint-over-int.ts";
import { preferBigintOverSmallint } from "./rules/prefer-bigint-over-smallint.ts";
import { preferIdentity } from "./rules/prefer-identity.ts";
import { preferJsonb } from "./rules/prefer-jsonb.ts";
import { preferRepack } from "./rules/prefer-repack.ts";
import { preferText } from "./rules/prefer-text.ts";
import { preferTimestamptz } from "./rules/prefer-timestamptz.ts";
import { primaryKeyBuildsIndex } from "./rules/primary-key-builds-index.ts";
import { primaryKeyOnNullableIndex } from "./rules/primary-key-on-nullable-index.ts";
import { redundantIndex } from "./rules/redundant-index.ts";
import { refreshMatviewNotConcurrent } from "./rules/refresh-matview-not-concurrent.ts";
import { reindexNotConcurrent } from "./rules/reindex-not-concurrent.ts";
import { renameColumn } from "./rules/rename-column.ts";
import { renameEnumValue } from "./rules/rename-enum-value.ts";
import { renameSchema } from "./rules/rename-schema.ts";
import { renameTable } from "./rules/rename-table.ts";
import { replicaIdentity } from "./rules/replica-identity.ts";
import { requireIdleTimeout } from "./rules/require-idle-timeout.ts";
import { requireLockTimeout } from "./rules/require-lock-timeout.ts";
import { requireStatementTimeout } from "./rules/require-statement-timeout.ts";
import { requireTableSchema } from "./rules/require-table-schema.ts";
import { requiredColumns } from "./rules/required-columns.ts";
import { rewriteUnderLock } from "./rules/rewrite-under-lock.ts";
import { rowSecurityOff } from "./rules/row-security-off.ts";
import { rowSecurityWithoutPolicy } from "./rules/row-security-without-policy.ts";
import { securityDefinerSearchPath } from "./rules/security-definer-search-path.ts";
import { setAccessMethod } from "./rules/set-access-method.ts";
import { setLogged } from "./rules/set-logged.ts";
import { setNotNullScan } from "./rules/set-not-null-scan.ts";
import { setRole } from "./rules/set-role.ts";
import { setSchema } from "./rules/set-schema.ts";
import { setTablespace } from "./rules/set-tablespace.ts";
import { severalForeignKeys } from "./rules/several-foreign-keys.ts";
import { severalPermissivePolicies } from "./rules/several-permissive-policies.ts";
import { superuserRole } from "./rules/superuser-role.ts";
import { tableWithoutPrimaryKey } from "./rules/table-without-primary-key.ts";
import { tenantColumn } from "./rules/tenant-column.ts";
import { tenantPolicy } from "./rules/tenant-policy.ts";
import { tenantRowSecurity } from "./rules/tenant-row-security.ts";
import { transactionNesting } from "./rules/transaction-nesting.ts";
import { truncate } from "./rules/truncate.ts";
import { truncateCascade } from "./rules/truncate-cascade.ts";
import { typeChar } from "./rules/type-char.ts";
import { unbatchedBackfill } from "./rules/unbatched-backfill.ts";
import { uncommittedTransaction } from "./rules/uncommitted-transaction.ts";
import { uniqueConstraintBuildsIndex } from "./rules/unique-constraint-builds-index.ts";
import { uniqueIndexMayFail } from "./rules/unique-index-may-fail.ts";
import { uniqueWithoutPartitionKey } from "./rules/unique-without-partition-key.ts";
import { unnamedIndex } from "./rules/unnamed-index.ts";
import { unrelatedChanges } from "./rules/unrelated-changes.ts";
import { updateWithoutWhere } from "./rules/update-without-where.ts";
import { vacuumFull } from "./rules/vacuum-full.ts";
import { validateInSameTransaction } from "./rules/validate-in-same-transaction.ts";
import { viewBypassesRowSecurity } from "./rules/view-bypasses-row-security.ts";
import { viewSelectStar } from "./rules/view-select-star.ts";
import { volatileCheck } from "./rules/volatile-check.ts";
import { wideLockWindow } from "./rules/wide-lock-window.ts";

export const RULES: readonly SqlRule[] = [
  addColumnVolatileDefault,
  addGeneratedColumn,
  addIdentityColumn,
  addRequiredColumn,
  addSerialColumn,
  alterSystem,
  attachPartitionScan,
  autovacuumOff,
  byteaCastInGeneratedColumn,
  changeColumnType,
  checkValidates,
  cluster,
  columnAlignment,
  concurrentIndexIfNotExists,
  concurrentIndexOnPartitionedTable,
  concurrentlyInTransaction,
  createEnum,
  createPartition,
  createTrigger,
  dataInSchemaMigration,
  defaultPartitionScan,
  deferrableConstraint,
  deleteWithoutWhere,
  detachPartitionNotConcurrent,
  disableTrigger,
  discouragedType,
  doBlock,
  domainConstraint,
  domainNotNull,
  dropCascade,
  dropColumn,
  dropConstraint,
  dropDatabase,
  dropIndexNotConcurrent,
  dropNotNull,
  dropPrimaryKey,
  dropSchema,
  dropTable,
  dropTrigger,
  duplicateAssignment,
  dynamicSql,
  enumValue,
  enumValueOrder,
  enumValueUsedAtOnce,
  exclusionConstraint,
  extensionInPublic,
  extensionUpdate,
  filteredColumnWithoutIndex,
  foreignKeyPartialIndex,
  foreignKeyTypeMismatch,
  foreignKeyValidates,
  foreignKeyWithoutIndex,
  foreignKeyWithoutOnDelete,
  grantOnAllWithoutDefault,
  grantToPublic,
  hashIndex,
  identifierTooLong,
  indexNotConcurrent,
  indexOfManyColumns,
  indexOnBusyTable,
  indexOnPartitionedTable,
  insertWithoutColumns,
  intPrimaryKey,
  lockHeldWhileRunningMore,
  lockOnBusyTable,
  lockTable,
  lockTimeoutTooHigh,
  matviewWithData,
  missingHeader,
  missingRollback,
  multipleAlterTable,
  namingStyle,
  notAtomic,
  notEnforcedConstraint,
  notIdempotent,
  nullableColumn,
  passwordInFile,
  policyAlwaysTrue,
  policyAsksPerRow,
  policyWithoutRowSecurity,
  preferBigintOverInt,
  preferBigintOverSmallint,
  preferIdentity,
  preferJsonb,
  preferRepack,
  preferText,
  preferTimestamptz,
  primaryKeyBuildsIndex,
  primaryKeyOnNullableIndex,
  redundantIndex,
  refreshMatviewNotConcurrent,
  reindexNotConcurrent,
  renameColumn,
  renameEnumValue,
  renameSchema,
  renameTable,
  replicaIdentity,
  requireIdleTimeout,
  requireLockTimeout,
  requireStatementTimeout,
  requireTableSchema,
  requiredColumns,
  rewriteUnderLock,
  rowSecurityOff,
  rowSecurityWithoutPolicy,
  securityDefinerSearchPath,
  setAccessMethod,
  setLogged,
  setNotNullScan,
  setRole,
  setSchema,
  setTablespace,
  severalForeignKeys,
  severalPermissivePolicies,
  superuserRole,
  tableWithoutPrimaryKey,
  tenantColumn,
  tenantPolicy,
  tenantRowSecurity,
  transactionNesting,
  truncate,
  truncateCascade,
  typeChar,
  unbatchedBackfill,
  uncommittedTransaction,
  uniqueConstraintBuildsIndex,
  uniqueIndexMayFail,
  uniqueWithoutPartitionKey,
  unnamedIndex,
  unrelatedChanges,
  updateWithoutWhere,
  vacuumFull,
  validateInSameTransaction,
  viewBypassesRowSecurity,
  viewSelectStar,
  volatileCheck,
  wideLockWindow,
];
