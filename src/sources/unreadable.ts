// The operating system's reasons for not giving us a file or a folder, in words.
import { GodwitError } from "../core/errors.ts";

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "does not exist"],
  ["EACCES", "may not be read by this user"],
  ["EPERM", "may not be read by this user"],
  ["ELOOP", "is a symbolic link that leads in a circle"],
  ["EISDIR", "is a folder"],
  ["ENOTDIR", "is not a folder"],
  ["ENAMETOOLONG", "has too long a name"],
  ["EMFILE", "cannot be opened: this process has too many files open"],
  ["EIO", "cannot be read: the disk reports an error"],
]);

/** `file` is the name that people know; the system's own error stays as the cause. */
export function unreadable(
  code: "FILE_UNREADABLE" | "FOLDER_UNREADABLE" | "NO_MIGRATIONS_FOLDER",
  file: string,
  cause: unknown,
): GodwitError {
  const system = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reason = REASONS.get(system) ?? `cannot be read${system === "" ? "" : ` (${system})`}`;
  return new GodwitError(code, `${file} ${reason}`, { cause, at: { file } });
}
