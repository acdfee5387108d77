import { NeuronError } from "../../lib/errors.ts";
import { formatTao } from "../values.ts";
import type { Membership } from "./registered.ts";

/** What a registration depends on, read at one block. */
export interface RegistrationFacts {
  readonly block: number;
  readonly specVersion: number;
  /** What the chain burns for a registration, in rao; it changes with every block. */
  readonly priceRao: bigint;
  /** Free balance of the coldkey. */
  readonly balanceRao: bigint;
  /** What must stay on an account. */
  readonly existentialRao: bigint;
  /** The hotkey's uid when it is registered already. */
  readonly uid: number | undefined;
  /** The coldkey that the chain ties to the hotkey, if any. */
  readonly owner: string | undefined;
  readonly isOpen: boolean;
  /** Whether the runtime has the call that binds the price. */
  readonly hasPriceLimit: boolean;
}

export interface RegistrationRequest extends Membership {
  /** SS58. */
  readonly coldkey: string;
  /** The most that may be burned, in rao; undefined for a little above the present price. */
  readonly maxBurnRao: bigint | undefined;
}

export type RegistrationPlan =
  | { readonly action: "none"; readonly uid: number }
  | {
      readonly action: "register";
      readonly call: "registerLimit" | "burnedRegister";
      readonly priceRao: bigint;
      /** The chain itself refuses a higher price with `registerLimit`; otherwise it was checked just now, and no more. */
      readonly limitRao: bigint;
      readonly balanceRao: bigint;
    };

/** The price moves while the operator reads: a tenth more than shown is still what was agreed to. */
const slack = { numerator: 11n, denominator: 10n };

/** More than a transaction ever costs: a transfer takes 0.000136 TAO (facts: subtensor-runtime 3). */
const feeReserveRao = 1_000_000n;

/**
 * Returns what registering would do. Throws the error that the chain would answer with, before anything is paid:
 * PRICE_TOO_HIGH, FUNDS_INSUFFICIENT, or CHAIN_REFUSED with the runtime's name for the reason.
 */
export function planRegistration(facts: RegistrationFacts, request: RegistrationRequest): RegistrationPlan {
  if (facts.uid !== undefined) return { action: "none", uid: facts.uid };
  assertAllowed(facts, request);
  const { priceRao, balanceRao, existentialRao, hasPriceLimit } = facts;
  const limitRao = request.maxBurnRao ?? (priceRao * slack.numerator) / slack.denominator;
  if (priceRao > limitRao) throw priceTooHigh(priceRao, limitRao);
  const neededRao = priceRao + existentialRao + feeReserveRao;
  if (balanceRao < neededRao) throw insufficient(facts, neededRao, request.coldkey);
  const call = hasPriceLimit ? "registerLimit" : "burnedRegister";
  return { action: "register", call, priceRao, limitRao, balanceRao };
}

/** Returns what the plan means, in sentences for the operator. */
export function describePlan(
  plan: RegistrationPlan,
  { netuid, hotkey, coldkey }: RegistrationRequest,
): string[] {
  if (plan.action === "none")
    return [`${hotkey} is registered on subnet ${netuid} already, as uid ${plan.uid}`];
  const { call, priceRao, limitRao, balanceRao } = plan;
  const bound =
    call === "registerLimit"
      ? `The chain burns the price of the moment, at most ${formatTao(limitRao)} TAO`
      : "The chain burns the price of the moment, which may be higher: this runtime cannot limit it";
  return [
    `Registers hotkey ${hotkey} on subnet ${netuid}`,
    `Price    ${formatTao(priceRao)} TAO, burned: it does not come back`,
    `Balance  ${formatTao(balanceRao)} TAO on coldkey ${coldkey}`,
    `After    about ${formatTao(balanceRao - priceRao)} TAO, less a small fee`,
    bound,
  ];
}

function assertAllowed(facts: RegistrationFacts, { netuid, hotkey, coldkey }: RegistrationRequest): void {
  if (netuid === 0) {
    throw refused("RegistrationNotPermittedOnRootSubnet", "nobody can register on subnet 0", facts);
  }
  if (!facts.isOpen) {
    throw refused("SubNetRegistrationDisabled", `subnet ${netuid} takes no registrations now`, facts);
  }
  if (facts.owner !== undefined && facts.owner !== coldkey) {
    throw refused(
      "NonAssociatedColdKey",
      `the hotkey ${hotkey} belongs to coldkey ${facts.owner}, not to ${coldkey}`,
      facts,
    );
  }
}

function refused(reason: string, meaning: string, { block, specVersion }: RegistrationFacts): NeuronError {
  return new NeuronError("CHAIN_REFUSED", `The chain would refuse the registration: ${meaning} (${reason})`, {
    context: { reason, block, specVersion },
  });
}

function priceTooHigh(priceRao: bigint, limitRao: bigint): NeuronError {
  const price = formatTao(priceRao);
  const limit = formatTao(limitRao);
  return new NeuronError(
    "PRICE_TOO_HIGH",
    `Registering costs ${price} TAO now, more than the maximum of ${limit} TAO; wait for it to fall, or raise --max-burn`,
    { context: { price, limit } },
  );
}

function insufficient({ balanceRao }: RegistrationFacts, neededRao: bigint, coldkey: string): NeuronError {
  const balance = formatTao(balanceRao);
  const needed = formatTao(neededRao);
  return new NeuronError(
    "FUNDS_INSUFFICIENT",
    `The coldkey ${coldkey} has ${balance} TAO; registering takes ${needed} TAO with the fee and what must stay on it`,
    { context: { balance, needed, coldkey } },
  );
}
