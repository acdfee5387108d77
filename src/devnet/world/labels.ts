import { DAY_MS } from "./calendar.ts";
import { groupBy } from "./group-by.ts";
import type { Actor, Kind } from "./population.ts";
import type { Random } from "./prng.ts";
import type { LabelRow } from "./tables/label-columns.ts";

/** The producer's table from type to risk (facts: aml-risk 1.8). */
export const riskByType = {
  exchange: "low",
  dex: "low",
  institutional: "low",
  staking: "low",
  validator: "low",
  miner: "low",
  neuron: "low",
  subnet: "low",
  defi: "medium",
  lending: "medium",
  agent: "medium",
  bridge: "medium",
  merchant: "medium",
  wallet: "medium",
  unknown: "medium",
  gambling: "high",
  mixer: "critical",
  scam: "critical",
  dark_market: "critical",
  sanctioned: "critical",
} as const;

type AddressType = keyof typeof riskByType;

const criminal: readonly AddressType[] = ["scam", "dark_market", "sanctioned", "gambling"];
const personal: readonly AddressType[] = ["wallet", "wallet", "wallet", "defi", "institutional"];

/** What people who look closely call each kind. */
const typesByKind: Readonly<Record<Kind, readonly AddressType[]>> = {
  user: personal,
  trader: personal,
  merchant: ["merchant"],
  exchange: ["exchange"],
  bot: ["agent", "bridge"],
  distributor: ["institutional", "staking"],
  scammer: ["scam"],
  mule: criminal,
  mixer: ["mixer"],
  layerer: criminal,
  ring: criminal,
  sleeper: criminal,
  drop: criminal,
};

/** Of a hundred labels so many are wrong, and so many addresses are labelled twice. */
const WRONG_SHARE = 0.07;
const TWICE_SHARE = 0.08;

const networkTypes: Readonly<Record<string, string>> = { bitcoin: "utxo", ethereum: "evm", polygon: "evm" };

export interface LabelSettings {
  readonly network: string;
  /** The share of each kind that is labelled, rounded up; exchanges always are. */
  readonly labelShare: number;
  /** When the labels were last written, in milliseconds since the epoch. */
  readonly updatedMs: number;
}

/** Returns what is known of some addresses, partly wrong and partly twice, in order of the population. */
export function labelRows(population: readonly Actor[], settings: LabelSettings, random: Random): LabelRow[] {
  const labelled = [...groupBy(population, ({ kind }) => kind).values()].flatMap((actors) =>
    random.sample(actors, labelledOf(actors, settings.labelShare)),
  );
  return labelled
    .sort((a, b) => a.index - b.index)
    .flatMap((actor) => {
      const rows = [labelRow(actor, settings, random)];
      if (!random.chance(TWICE_SHARE)) return rows;
      const again = labelRow(actor, settings, random);
      return [...rows, { ...again, label: `${again.label} (alias)` }];
    });
}

function labelledOf(actors: readonly Actor[], share: number): number {
  return actors[0]?.kind === "exchange" ? actors.length : Math.ceil(actors.length * share);
}

function labelRow(actor: Actor, { network, updatedMs }: LabelSettings, random: Random): LabelRow {
  const type = typeGivenTo(actor, random);
  const isExchange = type === "exchange";
  return {
    network,
    network_type: networkTypes[network] ?? "substrate",
    address: actor.address,
    label: `${type} ${actor.index}`,
    address_type: type,
    address_subtype: "",
    trust_level: isExchange ? "verified" : random.pick(["verified", "community", "unverified"]),
    source: random.pick(["community-list", "chain-registry", "manual"]),
    risk_level: riskByType[type],
    confidence_score: isExchange ? 0.95 : random.integer(40, 95) / 100,
    created_timestamp: updatedMs - random.integer(1, 180) * DAY_MS,
    updated_timestamp: updatedMs,
  };
}

/** Everyone knows the exchanges; the others are now and then taken for the opposite of what they are. */
function typeGivenTo({ kind }: Actor, random: Random): AddressType {
  const right = typesByKind[kind];
  if (kind === "exchange" || !random.chance(WRONG_SHARE)) return random.pick(right);
  return random.pick(right.some((type) => criminal.includes(type) || type === "mixer") ? personal : criminal);
}
