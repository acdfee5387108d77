import { setting } from "../setting.ts";
import { choice, decimal, wholeNumber, yesOrNo } from "../types.ts";

/** How the reference validator works; the flags of the ecosystem have its names (facts: bittensor 5). */
export const validatorSettings = {
  scheme: setting({
    type: choice(["synapse", "btauth", "epistula"]),
    default: "synapse",
    description: "How the validator signs what it asks: synapse, btauth or epistula.",
    placeholder: "scheme",
  }),
  sampleSize: setting({
    type: wholeNumber(1, 4_096),
    default: 256,
    description: "Most miners that a round asks, drawn by lot; the averages of the others fall.",
    placeholder: "miners",
    flag: "neuron.sample_size",
  }),
  concurrentForwards: setting({
    type: wholeNumber(1, 64),
    default: 8,
    description: "Miners that are asked at the same time.",
    placeholder: "miners",
    flag: "neuron.num_concurrent_forwards",
  }),
  timeoutSeconds: setting({
    type: wholeNumber(1, 300),
    default: 10,
    description: "Longest wait for an answer of a miner, in seconds.",
    placeholder: "seconds",
    flag: "neuron.timeout",
  }),
  vpermitTaoLimit: setting({
    type: decimal({ minimum: 0, maximum: 21_000_000 }),
    default: 0,
    description: "Stake up to which a neuron with a validator permit is asked like a miner, in TAO.",
    placeholder: "tao",
    flag: "neuron.vpermit_tao_limit",
  }),
  intervalSeconds: setting({
    type: wholeNumber(1, 86_400),
    default: 1_200,
    description: "From one round to the next, in seconds.",
    placeholder: "seconds",
  }),
  epochLength: setting({
    type: wholeNumber(0, 100_000),
    default: 100,
    description: "Blocks that must pass before the validator sets weights again.",
    placeholder: "blocks",
    flag: "neuron.epoch_length",
  }),
  disableSetWeights: setting({
    type: yesOrNo(),
    default: false,
    description: "Grade, and leave the weights on chain as they are.",
    placeholder: "true|false",
    flag: "neuron.disable_set_weights",
  }),
  versionKey: setting({
    type: wholeNumber(0, 2_147_483_647),
    default: 0,
    description: "Version of the validator that its weights carry; a subnet may refuse older ones.",
    placeholder: "version",
  }),
};
