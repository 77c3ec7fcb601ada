// The check that every migration has a rollback which was proved on a shadow.
import type { Problem } from "./check.ts";
import { type VerifyOptions, type VerifyProject, verify } from "./verify.ts";

/** What was left out on the shadow is no problem here: nobody can mend it. Repeatable migrations have no rollback. */
export async function checkRollbacks(
  project: VerifyProject,
  options: Pick<VerifyOptions, "cache">,
): Promise<readonly Problem[]> {
  const { migrations } = await verify(project, options);
  return migrations.flatMap(({ version, name, proofs: { applies, rollback } }): Problem[] => {
    const tell = (message: string, hint: string): Problem[] => [
      { check: "rollbacks", version, message: `${name} ${message}`, hint },
    ];
    const look = `\`godwit verify ${version}\` shows the evidence`;
    if (applies.verdict === "fail") return tell("does not apply on a shadow", look);
    if (rollback.verdict === "missing") return tell("has no rollback", "write one beside it");
    if (rollback.verdict !== "fail") return [];
    const [first] = rollback.evidence;
    const [what] = first?.message.split("\n") ?? [];
    return tell(`has a rollback that does not restore the schema${what ? `: ${what}` : ""}`, look);
  });
}
