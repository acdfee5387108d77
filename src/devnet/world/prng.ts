import { createHash } from "node:crypto";
import { NeuronError } from "../../lib/errors.ts";

/** Chance that repeats itself: the same seed and the same questions give the same answers. */
export interface Random {
  /** Returns a number in [0, 1). */
  unit(): number;
  /** Returns a number in [low, high). */
  between(low: number, high: number): number;
  /** Returns an integer in [low, high], both included. */
  integer(low: number, high: number): number;
  /** Returns true with the probability given. */
  chance(probability: number): boolean;
  /** Returns one of the items; an empty list is a bug and throws. */
  pick<Item>(items: readonly Item[]): Item;
  /** Returns up to `count` different items, in a random order. */
  sample<Item>(items: readonly Item[], count: number): Item[];
  /** Returns a waiting time of the given mean, without memory. */
  exponential(mean: number): number;
  /** Returns a positive number whose logarithm is normal, with deviation `sigma` around that of `median`. */
  logNormal(median: number, sigma: number): number;
  /** Returns a stream of its own that does not disturb this one, always the same for the same name. */
  fork(name: string): Random;
}

/** Returns the stream of chance that belongs to a seed. */
export function createRandom(seed: string): Random {
  const unit = smallFastCounter(seed);
  const integer = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    integer,
    between: (low, high) => low + unit() * (high - low),
    chance: (probability) => unit() < probability,
    pick: (items) => pickOne(items, unit),
    sample: (items, count) => sampleSome(items, count, integer),
    exponential: (mean) => -mean * Math.log(1 - unit()),
    logNormal: (median, sigma) => median * Math.exp(sigma * standardNormal(unit)),
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

/** Chris Doty-Humphrey's sfc32, seeded with a SHA-256 so that neighbouring seeds have nothing in common. */
function smallFastCounter(seed: string): () => number {
  const digest = createHash("sha256").update(seed).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = digest.readInt32LE(12);
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}

function pickOne<Item>(items: readonly Item[], unit: () => number): Item {
  const index = Math.floor(unit() * items.length);
  for (const item of items.slice(index, index + 1)) return item;
  throw new NeuronError("INTERNAL", "Nothing to pick from");
}

/** The first steps of a Fisher-Yates shuffle. */
function sampleSome<Item>(
  items: readonly Item[],
  count: number,
  integer: (low: number, high: number) => number,
): Item[] {
  const rest = [...items];
  const taken: Item[] = [];
  while (taken.length < count && rest.length > 0) {
    taken.push(...rest.splice(integer(0, rest.length - 1), 1));
  }
  return taken;
}

/** Box and Muller, one of the two values. */
function standardNormal(unit: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
}
