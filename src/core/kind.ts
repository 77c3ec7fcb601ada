// All that is known of one sort of fact: how to make it, drop it, and change each of its attributes.
import type { Attributes, Fact, FactKey, Schema } from "./fact.ts";

/** A statement before it has its place in a plan. */
export interface StepDraft<Op> {
  readonly op: Op;
  /** `own`: later steps need it committed. `none`: it cannot run in a transaction. `shared` unless given. */
  readonly transaction?: "shared" | "own" | "none";
  /** The strongest lock on `relation`, in the database's own words. */
  readonly lock?: string;
  /** What is locked, rewritten or scanned; the fact itself unless given. */
  readonly relation?: FactKey;
  readonly rewrites?: boolean;
  readonly scans?: boolean;
  /** What is lost for good, in words. */
  readonly losesData?: string;
}

export type Drafts<Op> = readonly StepDraft<Op>[];

/** How a change of one attribute is made: in place, by drop and create, or not at all. */
export type Alter<Op, A extends Attributes = Attributes> =
  | "replace"
  | "ignore"
  | ((to: Fact<A>, from: Fact<A>, scene: Scene) => Drafts<Op> | "replace");

/** What happens to a fact when something that it needs is dropped and made again, or disturbed. */
export type Fate =
  /** It is dropped before and made again after. */
  | "rebuild"
  /** It stays, but those that need it are asked in turn. */
  | "pass"
  | "stay";

export interface Kind<Op, A extends Attributes = Attributes> {
  readonly name: string;
  /** `parts` are the facts that are written into this statement: see `foldsInto`. */
  create(fact: Fact<A>, scene: Scene, parts: readonly Fact[]): Drafts<Op>;
  drop(fact: Fact<A>, scene: Scene): Drafts<Op>;
  /** One entry per attribute; steps come in the order of the entries. Equal statements are taken once. */
  readonly alter: { readonly [K in keyof A]-?: Alter<Op, A> };
  /** Facts with any of which the database drops this one by itself. */
  swallowedBy?(fact: Fact<A>, from: Schema, scene: Scene): readonly FactKey[];
  /** The fact in whose create statement this one can be written. Broken up where that would be a circle. */
  foldsInto?(fact: Fact<A>, scene: Scene): FactKey | undefined;
  /** Facts of `side` that, where they are new, are made before this one though it does not need them; dropped after it. */
  madeAfter?(fact: Fact<A>, scene: Scene, side: "from" | "to"): readonly FactKey[];
  /** Where that would be a circle it is the first of its kind to get a statement of its own. */
  leavesFirst?(fact: Fact<A>): boolean;
  /** Names that no two facts can have at once, across kinds; the old holder goes before the new one comes. */
  occupies?(fact: Fact<A>): readonly string[];
  /** What becomes of this fact when `needed`, which it needs, is dropped and made again. `rebuild` unless given. */
  fate?(fact: Fact<A>, needed: Fact, scene: Scene): Fate;
  /** What becomes of `dependent`, which needs this fact, when these attributes change in place. `stay` unless given. */
  disturbs?(change: FactChange<A>, dependent: Fact, scene: Scene): Fate;
  /** It needs the other to be made, but may be dropped after it. */
  outlasts?(fact: Fact<A>, needed: FactKey): boolean;
  /** How it stands without what it needs, while a circle is opened: under its name, and of its form. */
  readonly placeholder?: Placeholder<Op, A>;
  /** Facts that must be dropped and made again where this one goes, as it has no statement of its own for that. */
  undoneBy?(fact: Fact<A>, scene: Scene): readonly FactKey[];
  /** Facts that must be dropped before, and made again after, this one is made or altered, though they do not need it. */
  clears?(change: { readonly from?: Fact<A>; readonly to: Fact<A> }, scene: Scene): readonly FactKey[];
  /** Facts that the database makes by itself with this one as it is, such as grants by default privileges. */
  implies?(fact: Fact<A>, scene: Scene): readonly Fact[];
  /** Dropping it loses what cannot be made again: it is never rebuilt to open a circle. */
  readonly holdsData?: boolean;
  /** Its steps come after all others. */
  readonly late?: boolean;
}

/** Opens a circle: the fact is made so at first and completed later, or emptied first and dropped later. */
export interface Placeholder<Op, A extends Attributes = Attributes> {
  make(fact: Fact<A>, scene: Scene): Drafts<Op>;
  /** Turns what `make` made into the whole. */
  complete(fact: Fact<A>, scene: Scene): Drafts<Op>;
  /** Turns the whole into what `make` makes. Not given where the drop takes along what needs it. */
  empty?(fact: Fact<A>, scene: Scene): Drafts<Op>;
}

export interface FactChange<A extends Attributes = Attributes> {
  readonly from: Fact<A>;
  readonly to: Fact<A>;
  readonly attributes: readonly string[];
}

/** What a kind may look at while it writes steps. */
export interface Scene {
  readonly from: Schema;
  readonly to: Schema;
  /** The server's major version. */
  readonly major: number;
  /** Facts of `from` that need this one directly. */
  dependents(key: FactKey): readonly Fact[];
  /** Facts of `to` that need this one directly. */
  dependentsAfter(key: FactKey): readonly Fact[];
  /** Made by this plan: nobody uses it yet, and it is empty. */
  isNew(key: FactKey): boolean;
  /** Dropped by this plan, for good or to be made again. */
  isGone(key: FactKey): boolean;
  /** It holds rows that somebody uses: the forms that do not block are taken. */
  hasRows(key: FactKey): boolean;
}
