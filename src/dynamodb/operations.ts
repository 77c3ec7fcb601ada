// What a migration does, in order, with the images that undo needs: each goes with the write that it is about.
import type { Action, Put } from "./call.ts";
import type { ItemWrite } from "./item-write.ts";
import { type HistoryPlace, itemKey } from "./layout.ts";
import type { TableStep } from "./table/step.ts";
import { imageOf } from "./transform/image.ts";
import { imageActions } from "./transform/image-store.ts";
import { padded } from "./transform/places.ts";

export interface Operations {
  /** The write with its image, for one transaction. */
  ofItem(write: ItemWrite): Promise<readonly Action[]>;
  /** That the transform of this number begins here. */
  ofTransform(number: number): Put;
  /** That this step on a table begins here. */
  ofStep(step: TableStep): Put;
  /** That only a `down` of its own takes this back. */
  ofHand(hint: string): Put;
  /** That this call of work on tables has ended. */
  ofEnd(call: string): Put;
}

/** Operations of a later run sort behind those of an earlier one: the lock's fence only grows. */
export function operations(
  place: HistoryPlace,
  { fence, stampNames }: { readonly fence: number; readonly stampNames: readonly string[] },
): Operations {
  let count = 0;
  const next = (): string => `OP#${padded(fence)}#${padded(count++, 7)}`;
  return {
    async ofItem({ action, ...written }) {
      const image = imageOf({ ...written, stampNames });
      return [action, ...(await imageActions(place, next(), [image]))];
    },
    ofTransform: (number) => ({
      TableName: place.table,
      Item: { ...itemKey(place, next()), transform: { N: String(number) } },
    }),
    ofStep: (step) => ({
      TableName: place.table,
      Item: { ...itemKey(place, next()), step: { S: JSON.stringify(step) } },
    }),
    ofHand: (hint) => ({
      TableName: place.table,
      Item: { ...itemKey(place, next()), byHand: { S: hint } },
    }),
    ofEnd: (call) => ({
      TableName: place.table,
      Item: { ...itemKey(place, next()), ended: { S: call } },
    }),
  };
}
