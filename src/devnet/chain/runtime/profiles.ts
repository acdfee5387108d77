import type { CallRules } from "../calls/call.ts";

/** Two real runtimes and one that stands for those of today: testnet's with what spec 425 adds for a neuron. */
export type RuntimeName = "mainnet-219" | "testnet-233" | "assembled-425";

/** What the metadata does not say about a runtime. */
export interface RuntimeProfile {
  readonly metadataFile: string;
  /** Whether the metadata is that of the file with later additions. */
  readonly assembled: boolean;
  readonly rules: CallRules;
  /** Since 233 runtime APIs return their types; before, the bytes of them in a byte vector (facts: bittensor 3.10). */
  readonly opaqueResults: boolean;
  /** Since 261. */
  readonly selectiveMetagraph: boolean;
  /** What the pool refuses before dispatch, as `call/error` to code. Codes differ between runtimes. */
  readonly poolCodes: ReadonlyMap<string, number>;
}

const profiles: Readonly<Record<RuntimeName, RuntimeProfile>> = {
  "mainnet-219": {
    metadataFile: "mainnet-219.scale.gz",
    assembled: false,
    rules: { acceptsZeroAxonIp: false, maxCommitmentFields: 1 },
    opaqueResults: true,
    selectiveMetagraph: false,
    poolCodes: new Map([
      ["commit_weights/NotEnoughStakeToSetWeights", 1],
      ["reveal_weights/NotEnoughStakeToSetWeights", 2],
      ["set_weights/NotEnoughStakeToSetWeights", 3],
      ["burned_register/TooManyRegistrationsThisInterval", 5],
    ]),
  },
  "testnet-233": {
    metadataFile: "testnet-233.scale.gz",
    assembled: false,
    rules: { acceptsZeroAxonIp: false, maxCommitmentFields: 1 },
    opaqueResults: false,
    selectiveMetagraph: false,
    poolCodes: new Map([
      ["commit_weights/NotEnoughStakeToSetWeights", 1],
      ["reveal_weights/NotEnoughStakeToSetWeights", 1],
      ["set_weights/NotEnoughStakeToSetWeights", 1],
      ["burned_register/TooManyRegistrationsThisInterval", 6],
    ]),
  },
  "assembled-425": {
    metadataFile: "testnet-233.scale.gz",
    assembled: true,
    rules: { acceptsZeroAxonIp: true, maxCommitmentFields: 1 },
    opaqueResults: false,
    selectiveMetagraph: true,
    poolCodes: new Map([...servingCodes(), ...votingCodes()]),
  },
};

/** The checks of spec 425 before dispatch, with the codes of that runtime (facts: bittensor 3.3). */
function servingCodes(): [string, number][] {
  return ["serve_axon", "serve_axon_tls", "serve_prometheus"].flatMap((call): [string, number][] => [
    [`${call}/HotKeyNotRegisteredInNetwork`, 10],
    [`${call}/InvalidIpAddress`, 11],
    [`${call}/ServingRateLimitExceeded`, 12],
    [`${call}/InvalidPort`, 13],
    [`${call}/*`, 255],
  ]);
}

function votingCodes(): [string, number][] {
  return [
    ["set_weights/NotEnoughStakeToSetWeights", 1],
    ["commit_weights/NotEnoughStakeToSetWeights", 1],
    ["reveal_weights/NotEnoughStakeToSetWeights", 1],
    ["set_weights/SettingWeightsTooFast", 6],
    ["commit_weights/CommittingWeightsTooFast", 6],
    ["reveal_weights/NoWeightsCommitFound", 16],
    ["reveal_weights/RevealTooEarly", 17],
  ];
}

export function getProfile(name: RuntimeName): RuntimeProfile {
  return profiles[name];
}
