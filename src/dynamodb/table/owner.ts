// Who owns a table: what CloudFormation or Terraform made is only compared here, never changed.
import { GodwitError } from "../../core/errors.ts";
import type { DynamoSession } from "../call.ts";
import { failureOf } from "../failure.ts";
import { tagsOf } from "./settings/tags.ts";
import { stepInWords, type TableStep } from "./step.ts";

/** `tags`: CloudFormation where the table's tags say so, else we. */
export type ManagedBy = "tags" | "godwit" | "cloudformation" | "terraform";

export interface Owner {
  /** In words: `CloudFormation (stack league-prod)`. */
  readonly name: string;
  readonly next: string;
}

/** CloudFormation signs what it makes; Terraform does not, so that only the setting tells. Null: we may change it. */
export async function ownerOf(
  session: DynamoSession,
  arn: string | undefined,
  setting: ManagedBy,
): Promise<Owner | null> {
  if (setting === "godwit") return null;
  if (setting === "terraform") {
    return { name: "Terraform", next: "change its configuration and apply it, then run `godwit up` again" };
  }
  const stack = arn === undefined ? undefined : await stackOf(session, arn);
  if (setting !== "cloudformation" && stack === undefined) return null;
  const name = stack === undefined ? "CloudFormation" : `CloudFormation (stack ${stack})`;
  return {
    name,
    next: "change its template, one index per deployment, then run `godwit up` again",
  };
}

async function stackOf(session: DynamoSession, arn: string): Promise<string | undefined> {
  try {
    const found = await tagsOf(session, arn);
    return found.find(({ Key }) => Key === "aws:cloudformation:stack-name")?.Value;
  } catch (thrown) {
    if (failureOf(thrown)?.name === "AccessDeniedException") {
      throw new GodwitError(
        "RIGHTS",
        `the tags of ${arn}, which tell whether CloudFormation owns it, cannot be read`,
        {
          cause: thrown,
          hint: "allow dynamodb:ListTagsOfResource, or set `dynamodb.managedBy` of the environment",
        },
      );
    }
    throw thrown;
  }
}

/** Throws NOT_AS_DECLARED where the table is not what the migration wants. */
export function refuseChange(table: string, owner: Owner, steps: readonly TableStep[]): void {
  if (steps.length === 0) return;
  throw new GodwitError(
    "NOT_AS_DECLARED",
    `${table} belongs to ${owner.name} and is not what the migration wants: ${steps.map(stepInWords).join("; ")}`,
    { hint: owner.next },
  );
}
