// Whether another type for a column rewrites the table, as far as both types are known.
import { isBuiltIn, type TypeShape } from "./names.ts";

/** True where PostgreSQL only changes its catalogue: the stored bytes are valid for the new type as they are. */
export function keepsRows(from: TypeShape, to: TypeShape): boolean {
  if (from.array !== to.array || !isBuiltIn(from) || !isBuiltIn(to)) return false;
  // Arrays are made anew element by element, even where their elements would stay as they are.
  if (from.array) return from.name === to.name && from.mods.join() === to.mods.join();
  const widens = (at: number): boolean =>
    to.mods[at] === undefined || (from.mods[at] !== undefined && from.mods[at] <= to.mods[at]);
  if (from.name === to.name) {
    if (from.mods.join() === to.mods.join()) return true;
    if (from.name === "varchar" || from.name === "varbit") return widens(0);
    // Digits before the point may grow, those after it are part of what is stored.
    if (from.name === "numeric") {
      return (
        to.mods.length === 0 ||
        ((from.mods[1] ?? 0) === (to.mods[1] ?? 0) && from.mods.length > 0 && widens(0))
      );
    }
    return TIMES.has(from.name) && widens(0);
  }
  if (from.name === "varchar" && to.name === "text") return true;
  if (from.name === "text" && to.name === "varchar") return to.mods.length === 0;
  return from.name === "cidr" && to.name === "inet";
}

const TIMES = new Set(["time", "timetz", "timestamp", "timestamptz", "interval"]);
