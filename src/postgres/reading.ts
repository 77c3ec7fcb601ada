// What needs the lexer and the grammar, loaded together and only when a script has to be read.
import type { Step } from "../core/step.ts";
import type { StatementOperation } from "./operation.ts";
import { classifyByWords } from "./parse/classify-by-words.ts";

export { foresee } from "./foresee.ts";
export { fingerprint } from "./parse/fingerprint.ts";
export { sqlProgram } from "./program.ts";

/** `Requires` headers as steps: a query stands as it is, anything else is a condition. */
export function conditions(requires: readonly string[], file: string): readonly Step[] {
  return requires.map((text): Step<StatementOperation> => {
    const query = /^\s*(select|with|values|table)\b/i.test(text) ? text : `select (${text})`;
    return {
      op: {
        type: "statement",
        text: query,
        nature: classifyByWords(query),
        needsRows: true,
        locate: () => ({ file }),
      },
      text,
      hash: "",
      at: { file },
      afterCrash: "again",
    };
  });
}
