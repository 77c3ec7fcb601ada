// The tables of a file that must keep tenants apart.
import type { LintFile } from "./lint-file.ts";
import type { LintStatement } from "./lint-statement.ts";
import { named } from "./names.ts";
import type { Tenancy } from "./options.ts";
import type { Relation, Scene } from "./scene.ts";

export interface TenantTable {
  readonly statement: LintStatement;
  readonly relation: Relation;
  /** Where its name stands. */
  readonly at: number | undefined;
}

/** Those that the file makes and that are not exempt; partitions are their parent's affair. */
export function tenantTables(file: LintFile, scene: Scene, { exempt = {} }: Tenancy): readonly TenantTable[] {
  return file.statements.flatMap((statement) => {
    const { node } = statement;
    if (!node || !("CreateStmt" in node) || node.CreateStmt.partbound) return [];
    const written = named(node.CreateStmt.relation);
    const relation = scene.relation(written);
    if (!relation || relation.temporary || relation.kind !== "table") return [];
    const names = [relation.name, `${relation.schema}.${relation.name}`];
    if (names.some((name) => Object.hasOwn(exempt, name)) || relation.name === "schema_migrations") return [];
    return [{ statement, relation, at: node.CreateStmt.relation?.location }];
  });
}
