// A plan of items as the JSON of CONTRACT section 5, which is also what `plan --out` keeps.
import { findingDocument } from "./finding-document.ts";
import type { ItemPlan, PreviewedMigration } from "./preview-items.ts";

export function itemPlanDocument({ digest, basis, seed, migrations, findings }: ItemPlan) {
  return {
    digest,
    basis,
    seed,
    migrations: migrations.map(previewedDocument),
    findings: findings.map(findingDocument),
    // Approvals are bound to the digest; this version asks for none.
    approvals: [],
  };
}

export function previewedDocument({
  version,
  name,
  file,
  hasRollback,
  operations,
  cost,
  place,
}: PreviewedMigration) {
  return {
    version,
    name,
    file,
    hasRollback,
    // What a migration's function sends is found in `items`.
    steps: [],
    items: operations,
    cost,
    table: place,
  };
}
