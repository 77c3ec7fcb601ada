// A file that cannot be read, as a finding: the files after it are looked at all the same.
import type { GodwitError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";

export function unreadable({ code, message, hint, at }: GodwitError): Finding {
  return {
    rule: code === "SQL_SYNTAX" ? "syntax-error" : "unreadable",
    severity: "error",
    message,
    hint,
    hazards: [code === "SQL_SYNTAX" ? "syntax-error" : "unreadable"],
    ...(at ? { at } : {}),
  };
}
