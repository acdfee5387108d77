import { type Period, startOfDay } from "./calendar.ts";
import type { Random } from "./prng.ts";

/**
 * How an address behaves, which nobody in the data is told.
 *
 * - **user**: a few payments among friends, to shops and to an exchange.
 * - **trader**: the same, often: honest, yet busy enough to raise alerts.
 * - **merchant**: many small receipts, settled weekly.
 * - **exchange**: deposits and withdrawals with everyone.
 * - **bot**: the same small amount, around the clock.
 * - **distributor**: payroll: many recipients within one hour, once a month.
 * - **scammer**: collects from victims, hands on to mules.
 * - **mule**: receives a lump and spreads it in small pieces within a night.
 * - **mixer**: takes in and gives out equal notes.
 * - **layerer**: a link in a chain that passes one sum on and on.
 * - **ring**: a link in a chain that ends where it began.
 * - **sleeper**: tries small payments for weeks, then grows within days.
 * - **drop**: an account that others use to receive what they launder.
 */
export type Kind =
  | "user"
  | "trader"
  | "merchant"
  | "exchange"
  | "bot"
  | "distributor"
  | "scammer"
  | "mule"
  | "mixer"
  | "layerer"
  | "ring"
  | "sleeper"
  | "drop";

export interface Actor {
  /** The actor's place in the population. */
  readonly index: number;
  readonly address: string;
  readonly kind: Kind;
  /** When it becomes active, in milliseconds since the epoch. */
  readonly bornMs: number;
}

/** The share of each kind and the fewest there must be; all others are users. */
const recipe: Readonly<Record<Exclude<Kind, "user">, { readonly share: number; readonly fewest: number }>> = {
  exchange: { share: 0.004, fewest: 2 },
  merchant: { share: 0.012, fewest: 3 },
  trader: { share: 0.025, fewest: 6 },
  bot: { share: 0.008, fewest: 2 },
  distributor: { share: 0.003, fewest: 1 },
  scammer: { share: 0.008, fewest: 2 },
  mule: { share: 0.016, fewest: 4 },
  mixer: { share: 0.003, fewest: 1 },
  layerer: { share: 0.014, fewest: 6 },
  ring: { share: 0.012, fewest: 5 },
  sleeper: { share: 0.04, fewest: 12 },
  drop: { share: 0.04, fewest: 30 },
};

/** Returns the addresses of the world, the same for the same chance, kinds shuffled among the places. */
export function createPopulation(size: number, period: Period, random: Random): Actor[] {
  const kinds = random.fork("kinds").sample(kindsFor(size), size);
  const births = random.fork("births");
  const names = random.fork("addresses");
  return kinds.map((kind, index) => ({
    index,
    kind,
    address: createAddress(names),
    bornMs: birthOf(kind, period, births),
  }));
}

function kindsFor(size: number): Kind[] {
  const kinds: Kind[] = [];
  for (const kind of ownKeys(recipe)) {
    const { share, fewest } = recipe[kind];
    kinds.push(...repeat<Kind>(kind, Math.max(fewest, Math.round(share * size))));
  }
  return [...kinds, ...repeat<Kind>("user", size - kinds.length)];
}

/** Only persons arrive late; institutions and criminals were there before. */
const lateShare: Partial<Record<Kind, number>> = { user: 0.3, trader: 0.2, merchant: 0.2, mule: 0.5 };

function birthOf(kind: Kind, { fromMs, untilMs }: Period, random: Random): number {
  const isLate = random.chance(lateShare[kind] ?? 0);
  return isLate ? startOfDay(random.between(fromMs, untilMs)) : fromMs;
}

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const ADDRESS_CHARACTERS = 48;

/** Looks like an SS58 address of a substrate chain; its checksum is not one. */
function createAddress(random: Random): string {
  const rest = Array.from({ length: ADDRESS_CHARACTERS - 1 }, () =>
    base58.charAt(random.integer(0, base58.length - 1)),
  );
  return `5${rest.join("")}`;
}

function repeat<Item>(item: Item, times: number): Item[] {
  return Array.from({ length: times }, () => item);
}

function ownKeys<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  // Object.keys forgets the key type; the record is a literal of this file and has no other keys.
  return Object.keys(record) as Key[];
}
