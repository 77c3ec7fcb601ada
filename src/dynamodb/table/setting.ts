// What is known of one setting of a table: how it is read, changed, told, and when its turn comes among others.
import type { Call, DynamoSession, TableDescription } from "../call.ts";
import type { Settings, TableState } from "./state.ts";

/** Where a setting is read and written. */
export interface Live {
  readonly session: DynamoSession;
  readonly description: TableDescription;
}

export interface Place {
  readonly table: string;
  readonly arn: string;
}

/**
 * `safety` before anything else, `more` before indexes are made, `plain` after, `less` when all is made, and
 * `danger` last: what takes protection or consumers away.
 */
export type Turn = "safety" | "more" | "plain" | "less" | "danger";

/** What takes long or costs, for a plan. */
export interface Effects {
  readonly takes: string;
  readonly costs: string | null;
}

export interface Setting<V> {
  /** Of a table that was made without a word about it. */
  readonly usual: V;
  read(live: Live): Promise<V>;
  /** Undefined where CreateTable cannot say it. */
  readonly atCreation?: true;
  /** The next value on the way; DynamoDB changes some only by way of `off`. */
  via?(from: V, to: V): V;
  same?(from: V, to: V): boolean;
  turn(from: V, to: V): Turn;
  /** One call, sometimes two that belong together. */
  calls(
    place: Place,
    change: { readonly from: V; readonly to: V; readonly state: TableState },
  ): readonly Call[];
  /** Such as `stream NEW_IMAGE`. */
  inWords(to: V, from: V): string;
  effects(from: V, to: V): Effects;
}

export type SettingsTable = { readonly [N in keyof Settings]: Setting<Settings[N]> };
