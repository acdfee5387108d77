import { compactAddLength } from "@polkadot/util";
import { encode } from "../runtime/runtime.ts";
import type { Axon, Neuron, Prometheus, Subnet } from "../state/subnet.ts";
import { readArguments, type ApiContext, type RuntimeApi } from "./api.ts";

/** Since spec 401 scores of pruning are no longer kept; this stands for them (facts: bittensor 3.6). */
const noPruningScore = 65_535;

/** The neurons of a subnet, with and without their weights. */
export const neuronApis: Readonly<Record<string, RuntimeApi>> = {
  NeuronInfoRuntimeApi_get_neurons_lite: (input, context) => listNeurons(input, context, "NeuronInfoLite"),
  NeuronInfoRuntimeApi_get_neurons: (input, context) => listNeurons(input, context, "NeuronInfo"),
  NeuronInfoRuntimeApi_get_neuron_lite: (input, context) => findNeuron(input, context, "NeuronInfoLite"),
  NeuronInfoRuntimeApi_get_neuron: (input, context) => findNeuron(input, context, "NeuronInfo"),
};

type NeuronType = "NeuronInfoLite" | "NeuronInfo";

function listNeurons(input: Uint8Array, context: ApiContext, type: NeuronType): Uint8Array {
  const [netuid] = readArguments(context, input, "u16");
  const subnet = context.view.state.subnets.get(Number(netuid));
  const neurons = subnet?.neurons.map((neuron, uid) => neuronInfo(subnet, neuron, uid)) ?? [];
  return hideIn(context, encode(context.runtime.registry, `Vec<${type}>`, neurons).toU8a());
}

/** An absent neuron is an empty vector in the older form, a `None` in the newer one. */
function findNeuron(input: Uint8Array, context: ApiContext, type: NeuronType): Uint8Array {
  const [netuid, uid] = readArguments(context, input, "u16", "u16").map(Number);
  const subnet = context.view.state.subnets.get(netuid ?? 0);
  const neuron = subnet?.neurons[uid ?? 0];
  const info =
    subnet === undefined || neuron === undefined ? undefined : neuronInfo(subnet, neuron, uid ?? 0);
  const { registry, profile } = context.runtime;
  if (!profile.opaqueResults) return encode(registry, `Option<${type}>`, info).toU8a();
  return hideIn(context, info === undefined ? new Uint8Array() : encode(registry, type, info).toU8a());
}

function neuronInfo(subnet: Subnet, neuron: Neuron, uid: number) {
  const { hotkey, coldkey } = neuron;
  return {
    hotkey,
    coldkey,
    uid,
    netuid: subnet.netuid,
    active: neuron.active,
    axon_info: axonInfo(subnet.axons.get(hotkey)),
    prometheus_info: prometheusInfo(subnet.prometheus.get(hotkey)),
    stake: [[coldkey, neuron.stakeRao]],
    rank: 0,
    emission: neuron.emissionRao,
    incentive: neuron.incentive,
    consensus: neuron.consensus,
    trust: 0,
    validator_trust: 0,
    dividends: neuron.dividends,
    last_update: neuron.lastUpdateBlock,
    validator_permit: neuron.validatorPermit,
    weights: neuron.weights.map(({ uid: target, value }) => [target, value]),
    bonds: [],
    pruning_score: noPruningScore,
  };
}

/** Returns an axon under the chain's names; a neuron that has announced none has one of zeros. */
export function axonInfo(axon: Axon | undefined) {
  return { ...axon, ip_type: axon?.ipType };
}

function prometheusInfo(prometheus: Prometheus | undefined) {
  return { ...prometheus, ip_type: prometheus?.ipType };
}

/** Wraps a result into a byte vector where the runtime does. */
function hideIn({ runtime }: ApiContext, bytes: Uint8Array): Uint8Array {
  return runtime.profile.opaqueResults ? compactAddLength(bytes) : bytes;
}
