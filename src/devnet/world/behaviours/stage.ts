import type { Period } from "../calendar.ts";
import type { Actor } from "../population.ts";
import type { Random } from "../prng.ts";
import type { Transaction } from "../transaction.ts";
import type { Cast } from "./cast.ts";

/** What an actor can see of the world. */
export interface Stage {
  /** The actor's own chance. */
  readonly random: Random;
  readonly cast: Cast;
  /** The whole of the simulated time. */
  readonly period: Period;
  /** The time within which sleepers wake. */
  readonly growth: Period;
}

/** Returns the transactions an actor brings about; those outside the period are cut off later. */
export type Behaviour = (actor: Actor, stage: Stage) => Transaction[];
