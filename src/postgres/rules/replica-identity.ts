// REPLICA IDENTITY FULL or NOTHING.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const replicaIdentity = rule({
  name: "replica-identity",
  hazards: ["replica-identity"],
  gravity: "S3",
  on: ["AT_ReplicaIdentity"],
  why: "FULL writes every old row to the WAL and makes the subscriber look for it without an index; with NOTHING, UPDATE and DELETE of a published table fail.",
  instead: "use the primary key, or `using index` of a unique one",
  bad: "alter table users replica identity full;",
  good: "alter table users replica identity using index users_mail;",
  statement(statement, { report }) {
    for (const { subtype, def, relation } of statement.commands) {
      if (subtype !== "AT_ReplicaIdentity" || !def || !("ReplicaIdentityStmt" in def)) continue;
      const { identity_type: type } = def.ReplicaIdentityStmt;
      if (type === "f" || type === "n")
        report({
          message: `${shown(relation)} is replicated ${type === "f" ? "by whole rows" : "without any identity"}`,
        });
    }
  },
});
