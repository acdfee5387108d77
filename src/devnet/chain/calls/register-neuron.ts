import type { Address } from "../state/account.ts";
import { getAccount, withEntry, withPayment, withSubnet } from "../state/chain-state.ts";
import { raisePrice } from "../state/price.ts";
import { registerNeuron } from "../state/registration.ts";
import { findUid, type Subnet } from "../state/subnet.ts";
import { done, refuse, subtensorEvent, type CallContext, type CallOutcome } from "./call.ts";

/** At most so many times the target register in one interval (facts: subtensor-runtime 3). */
const intervalFactor = 3;

export interface Registration {
  readonly netuid: number;
  readonly hotkey: Address;
  /** Refused when the price is higher. */
  readonly limitRao?: bigint;
}

/** Registers a hotkey for the signer, its coldkey: checks in the chain's order, takes the price, gives a uid. */
export function registerHotkey(context: CallContext, registration: Registration): CallOutcome {
  const { netuid, hotkey, limitRao } = registration;
  if (netuid === 0) return refuse("RegistrationNotPermittedOnRootSubnet");
  const subnet = context.state.subnets.get(netuid);
  if (subnet === undefined) return refuse("SubNetworkDoesNotExist", "SubnetNotExists");
  if (limitRao !== undefined && subnet.burnRao > limitRao) return refuse("RegistrationPriceLimitExceeded");
  return refuseRegistration(context, subnet, hotkey) ?? admit(context, subnet, hotkey);
}

function refuseRegistration(context: CallContext, subnet: Subnet, hotkey: Address): CallOutcome | undefined {
  const { hyperparameters } = subnet;
  if (!hyperparameters.registrationAllowed) return refuse("SubNetRegistrationDisabled");
  if (subnet.registrationsThisBlock >= hyperparameters.maxRegistrationsPerBlock) {
    return refuse("TooManyRegistrationsThisBlock");
  }
  const maxPerInterval = hyperparameters.targetRegistrationsPerInterval * intervalFactor;
  if (subnet.registrationsThisInterval >= maxPerInterval) return refuse("TooManyRegistrationsThisInterval");
  if (findUid(subnet, hotkey) !== undefined) return refuse("HotKeyAlreadyRegisteredInSubNet");
  if (getAccount(context.state, context.signer).freeRao < subnet.burnRao)
    return refuse("NotEnoughBalanceToStake");
  const owner = context.state.owners.get(hotkey);
  if (owner !== undefined && owner !== context.signer) return refuse("NonAssociatedColdKey");
  return undefined;
}

function admit(context: CallContext, before: Subnet, hotkey: Address): CallOutcome {
  const registered = registerNeuron(before, { hotkey, coldkey: context.signer }, context.block);
  if (registered === undefined) return refuse("NoNeuronIdAvailable");
  const subnet = {
    ...raisePrice(registered.subnet),
    recycledRao: before.recycledRao + before.burnRao,
    registrationsThisBlock: before.registrationsThisBlock + 1,
    registrationsThisInterval: before.registrationsThisInterval + 1,
  };
  const paid = withPayment(context.state, context.signer, -before.burnRao);
  const owned = { ...paid, owners: withEntry(paid.owners, hotkey, context.signer) };
  return done(
    withSubnet(owned, subnet),
    subtensorEvent("NeuronRegistered", subnet.netuid, registered.uid, hotkey),
  );
}
