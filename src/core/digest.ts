// SHA-256 as lower-case hex, the only hash that Godwit uses.
import { hash } from "node:crypto";

export function sha256(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}
