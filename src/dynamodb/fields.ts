// Reads fields of Godwit's own items; a missing or foreign one means that somebody else wrote the item.
import { GodwitError } from "../core/errors.ts";
import type { AttributeMap } from "./attribute.ts";
import { renderKey } from "./call.ts";

export function textField(item: AttributeMap, name: string): string {
  return optionalText(item, name) ?? broken(item, name);
}

export function optionalText(item: AttributeMap, name: string): string | null {
  const value = item[name];
  return value && "S" in value ? value.S : null;
}

export function numberField(item: AttributeMap, name: string): number {
  return optionalNumber(item, name) ?? broken(item, name);
}

export function optionalNumber(item: AttributeMap, name: string): number | null {
  const value = item[name];
  return value && "N" in value ? Number(value.N) : null;
}

export function booleanField(item: AttributeMap, name: string): boolean {
  const value = item[name];
  return value && "BOOL" in value ? value.BOOL : broken(item, name);
}

export function dateField(item: AttributeMap, name: string): Date {
  return new Date(textField(item, name));
}

export function textListField(item: AttributeMap, name: string): readonly string[] {
  const value = item[name];
  if (!value || !("L" in value)) return broken(item, name);
  return value.L.map((member) => ("S" in member ? member.S : broken(item, name)));
}

function broken(item: AttributeMap, name: string): never {
  const key = renderKey(
    Object.fromEntries(
      Object.entries(item)
        .filter(([, value]) => "S" in value)
        .slice(0, 2),
    ),
  );
  throw new GodwitError("HISTORY_TAMPERED", `the history's item ${key} has no readable \`${name}\``, {
    hint: "restore the history's table from a backup, then run `godwit history --verify`",
  });
}
