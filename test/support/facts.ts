import type { NeuronFacts } from "../../src/ops/neuron-facts.ts";

export const factsAtMs = Date.UTC(2025, 7, 2);
const hourMs = 3_600_000;

/** Returns the facts of a neuron with which all is well. */
export function createFacts(overrides: Partial<NeuronFacts> = {}): NeuronFacts {
  return {
    atMs: factsAtMs,
    version: "1.0.0",
    pid: 4_711,
    startedAtMs: factsAtMs - 5 * hourMs,
    axon: { url: "http://127.0.0.1:8091", access: "validators" },
    chain: {
      netuid: 1,
      hotkey: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
      registration: "registered",
      uid: 7,
      connected: true,
      endpoint: "ws://127.0.0.1:9944",
      headAgeMs: 4_000,
      metagraphAgeMs: 60_000,
      axonAnnounced: true,
      stakeTao: 1.5,
      neurons: 8,
      validators: 2,
    },
    networks: [
      {
        network: "torus",
        windowDays: 195,
        isReachable: true,
        publications: [
          {
            publicationId: "p2",
            processingDate: "2025-08-01",
            publishedAtMs: factsAtMs - 2 * hourMs,
            scores: 1_353,
            rankings: 1_353,
            clusters: 86,
          },
        ],
        models: [
          {
            type: "alert_scorer",
            version: "alert_scorer-torus-1.0.0",
            algorithm: "XGBoost",
            trainedAtMs: factsAtMs - 50 * hourMs,
            samples: 4_000,
            measures: { val_auc: 0.91, val_logloss: 0.3 },
            importance: [
              { feature: "degree_total", share: 0.4 },
              { feature: "volume_usd", share: 0.2 },
            ],
          },
        ],
      },
    ],
    engine: { pid: 4_712, residentBytes: 500_000_000 },
    disk: { freeBytes: 50e9, totalBytes: 100e9 },
    jobs: [],
    requests: { total: 0, outcomes: {}, validators: [], refusals: [], spans: [] },
    guard: {
      tracked: { ip: 3, hotkey: 2 },
      cooling: { ip: 1, hotkey: 0 },
      banned: { ip: 0, hotkey: 0 },
    },
    ...overrides,
  };
}

/** Returns the facts of a neuron whose chain is as usual but for these. */
export function createChainFacts(overrides: Partial<NonNullable<NeuronFacts["chain"]>>): NeuronFacts {
  const facts = createFacts();
  if (facts.chain === undefined) throw new Error("The facts lack a chain");
  return { ...facts, chain: { ...facts.chain, ...overrides } };
}
