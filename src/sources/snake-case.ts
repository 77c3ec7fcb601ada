// Turns what a person calls a migration into the name of a file.
import { GodwitError } from "../core/errors.ts";

/** Letters that no decomposition turns into plain ones. */
const LATIN: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  þ: "th",
};

/** File systems stop at 255 bytes; version, role and extension need some of them. */
const LONGEST_BYTES = 200;

/** `Add Users' größe` is `add_users_grosse`, `addUserTable` is `add_user_table`; other scripts stay as they are. */
export function snakeCase(name: string): string {
  const snake = name
    .normalize("NFD")
    // Accents go only from Latin letters: elsewhere marks are vowels.
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .normalize("NFC")
    .replace(/\.(?:sql|[cm]?[jt]s)$/i, "")
    .replace(/['’]/g, "")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase()
    .replace(/[ßæœøłđþ]/g, (letter) => LATIN[letter] ?? letter)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  if (snake === "") {
    throw new GodwitError("USAGE", `${JSON.stringify(name)} has neither letters nor digits to name a file`, {
      hint: "give the migration a name, such as `godwit new add_users`",
    });
  }
  if (Buffer.byteLength(snake) > LONGEST_BYTES) {
    throw new GodwitError("USAGE", `a name of ${Buffer.byteLength(snake)} bytes is too long for a file`, {
      hint: `use at most ${LONGEST_BYTES} bytes; the header's \`Description\` has room for more`,
    });
  }
  const role = /_(rollback|verify)$/.exec(snake)?.[1];
  if (role !== undefined) {
    throw new GodwitError("USAGE", `a migration's name cannot end in _${role}: that names its ${role} file`, {
      hint: `choose another name, such as \`godwit new ${snake.slice(0, -role.length)}${role}s\``,
    });
  }
  return snake;
}
