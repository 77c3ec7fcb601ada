// A finding as JSON documents have it.
import type { Finding } from "../core/finding.ts";

export function findingDocument({ at, hint, observedAs: _observedAs, ...finding }: Finding) {
  return {
    ...finding,
    hint: hint ?? null,
    file: at?.file ?? null,
    line: at?.line ?? null,
    column: at?.column ?? null,
  };
}
