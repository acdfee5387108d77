import { encode } from "../runtime/runtime.ts";
import type { Neuron, Subnet } from "../state/subnet.ts";
import type { StorageView } from "../storage/item.ts";
import { readArguments, type RuntimeApi } from "./api.ts";
import { axonInfo } from "./neuron-apis.ts";
import { apiTypes } from "./types.ts";

/** Fields are asked for by their place in the structure; the netuid, number 0, is always there. */
const fieldNames = Object.keys(apiTypes["SelectiveMetagraph"] ?? {});

/** A subnet as a whole, where the runtime offers it. */
export const metagraphApis: Readonly<Record<string, RuntimeApi>> = {
  SubnetInfoRuntimeApi_get_selective_metagraph: (input, context) => {
    if (!context.runtime.profile.selectiveMetagraph) return undefined;
    const [netuid, indices] = readArguments(context, input, "u16", "Vec<u16>");
    const subnet = context.view.state.subnets.get(Number(netuid));
    const wanted = new Set(Array.isArray(indices) ? indices.map(Number) : []);
    const selected = subnet === undefined ? undefined : select(metagraph(subnet, context.view), wanted);
    return encode(context.runtime.registry, "Option<SelectiveMetagraph>", selected).toU8a();
  },
};

function select(whole: Readonly<Record<string, unknown>>, wanted: ReadonlySet<number>) {
  const entries = Object.entries(whole).filter(
    ([name]) => name === "netuid" || wanted.has(fieldNames.indexOf(name)),
  );
  return Object.fromEntries(entries);
}

/** What this chain knows of the structure's 74 fields; it has none of the markets between alpha and TAO. */
function metagraph(subnet: Subnet, { number }: StorageView): Record<string, unknown> {
  return { ...subnetFields(subnet, number), ...hyperparameterFields(subnet), ...neuronFields(subnet) };
}

function subnetFields(subnet: Subnet, block: number) {
  return {
    netuid: subnet.netuid,
    name: [],
    symbol: [],
    network_registered_at: subnet.registeredAtBlock,
    owner_hotkey: subnet.owner,
    owner_coldkey: subnet.owner,
    block,
    last_step: subnet.lastEpochBlock,
    blocks_since_last_step: block - subnet.lastEpochBlock,
    num_uids: subnet.neurons.length,
    burn: subnet.burnRao,
  };
}

function hyperparameterFields({ hyperparameters }: Subnet) {
  return {
    tempo: hyperparameters.tempo,
    min_allowed_weights: hyperparameters.minAllowedWeights,
    max_weights_limit: hyperparameters.maxWeightsLimit,
    weights_version: hyperparameters.weightsVersionKey,
    weights_rate_limit: hyperparameters.weightsSetRateLimit,
    activity_cutoff: hyperparameters.activityCutoff,
    max_validators: hyperparameters.maxAllowedValidators,
    max_uids: hyperparameters.maxAllowedUids,
    registration_allowed: hyperparameters.registrationAllowed,
    immunity_period: hyperparameters.immunityPeriod,
    min_burn: hyperparameters.minBurnRao,
    max_burn: hyperparameters.maxBurnRao,
    adjustment_interval: hyperparameters.adjustmentInterval,
    target_regs_per_interval: hyperparameters.targetRegistrationsPerInterval,
    max_regs_per_block: hyperparameters.maxRegistrationsPerBlock,
    serving_rate_limit: hyperparameters.servingRateLimit,
    commit_reveal_weights_enabled: hyperparameters.commitRevealWeightsEnabled,
    commit_reveal_period: hyperparameters.revealPeriodEpochs,
  };
}

function neuronFields({ neurons, axons }: Subnet) {
  const each = <Value>(read: (neuron: Neuron) => Value) => neurons.map(read);
  return {
    hotkeys: each(({ hotkey }) => hotkey),
    coldkeys: each(({ coldkey }) => coldkey),
    identities: each(() => null),
    axons: each(({ hotkey }) => axonInfo(axons.get(hotkey))),
    active: each(({ active }) => active),
    validator_permit: each(({ validatorPermit }) => validatorPermit),
    pruning_score: [],
    last_update: each(({ lastUpdateBlock }) => lastUpdateBlock),
    emission: each(({ emissionRao }) => emissionRao),
    dividends: each(({ dividends }) => dividends),
    incentives: each(({ incentive }) => incentive),
    consensus: each(({ consensus }) => consensus),
    trust: [],
    rank: [],
    block_at_registration: each(({ registeredAtBlock }) => registeredAtBlock),
    alpha_stake: each(({ stakeRao }) => stakeRao),
    tao_stake: each(() => 0),
    total_stake: each(({ stakeRao }) => stakeRao),
  };
}
