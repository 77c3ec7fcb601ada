// What a migration would do to items, found without writing anything.

export interface ItemPreview {
  readonly operations: readonly PreviewedOperation[];
  readonly cost: ItemCost;
  /** What of the table it rests on: name, keys, indexes, and who else gets its writes. */
  readonly place: readonly string[];
}

/** What a migration takes, in capacity, money and time, and what its writes set in motion elsewhere. */
export interface ItemCost {
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Write units in the table of the history: before-images, places, proofs that the lock is ours. */
  readonly historyUnits: number;
  /** Write units of each index that the writes reach. */
  readonly indexes: readonly { readonly name: string; readonly writeUnits: number }[];
  /** Write units of each replica, its indexes included. */
  readonly replicas: readonly { readonly region: string; readonly writeUnits: number }[];
  /** Records that readers of the table's stream get. */
  readonly stream: { readonly holds: string; readonly records: number } | null;
  readonly billing: "on-demand" | "provisioned";
  /** US dollars; what is provisioned is paid for anyhow. */
  readonly usd: number;
  readonly estimatedMs: number;
  /** Prices and rates that this was reckoned with, in words. */
  readonly assumptions: readonly string[];
}

/** One call of the migration that writes: an update of one item, or a transform of all of them. */
export interface PreviewedOperation {
  /** Such as `update CONFIG/LIMITS`, or `transform league`. */
  readonly what: string;
  /** Items read and looked at. */
  readonly scanned: number;
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly skipped: number;
  /** What becomes of items, the commonest first. */
  readonly shapes: readonly ItemShape[];
  /** Capacity that it takes, as DynamoDB bills it. */
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly historyUnits: number;
  /** Write units in what is kept beside, by the name of the index. */
  readonly sideUnits: Readonly<Record<string, number>>;
  /** Only where the table was too large to be read whole: then counts and units are estimates. */
  readonly sample?: Sample;
  /** What it takes, what it costs and whether it comes back, where it is no work on items. */
  readonly notes?: readonly string[];
  /** Why a run would be stopped, where the counts leave what its author expects, or DynamoDB would refuse. */
  readonly unexpected?: string;
}

export interface ItemShape {
  /** Names and types only, since values may be secret: `+first S, ~n N→S`. */
  readonly shape: string;
  readonly count: number;
  /** The key of one such item. */
  readonly example: string;
}

export interface Sample {
  /** Which segments of how many were read, chosen by this seed. */
  readonly segments: number;
  readonly of: number;
  readonly seed: number;
  /** From and to of the items that would be written, with 95 % confidence. */
  readonly written: readonly [number, number];
}
