// VALIDATE CONSTRAINT in the transaction that added the constraint.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const validateInSameTransaction = rule({
  name: "validate-in-same-transaction",
  hazards: ["validate-in-same-transaction", "constraint-validated-inline"],
  gravity: "S2",
  sized: true,
  on: ["AT_ValidateConstraint"],
  why: "The strong lock that ADD CONSTRAINT takes is held until the transaction ends: validating inside of it stops everybody just as if NOT VALID were not there.",
  instead: "validate in a later migration, or after the COMMIT",
  bad: `alter table orders add constraint amount_positive check (amount > 0) not valid;
alter table orders validate constraint amount_positive;
`,
  good: `begin;
alter table orders add constraint amount_positive check (amount > 0) not valid;
commit;
begin;
alter table orders validate constraint amount_positive;
commit;
`,
  statement(statement, { scene, report }) {
    for (const { subtype, relation, name } of statement.commands) {
      if (subtype !== "AT_ValidateConstraint" || scene.isNew(relation)) continue;
      const added = scene
        .relation(relation)
        ?.constraints.find((constraint) => constraint.name === name && !constraint.validated);
      if (added?.madeIn !== `${scene.file}:${statement.transaction}`) continue;
      report({
        message: `${name} was added in this same transaction, whose lock on ${shown(relation)} is held while all rows are read`,
      });
    }
  },
});
