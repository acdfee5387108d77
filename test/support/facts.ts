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
      emissionAlpha: 2.25,
      incentive: 0.4,
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
            measures: { val_auc: 0.91, val_logloss: 0.3, val_calibration_error: 0.04, val_brier: 0.12 },
            gradeByDate: { "2025-06-01": 0.71, "2025-07-01": 0.74 },
            importance: [
              { feature: "degree_total", share: 0.4 },
              { feature: "volume_usd", share: 0.2 },
            ],
          },
        ],
        record: {
          grades: [
            {
              processingDate: "2025-08-01",
              gradedAtMs: factsAtMs - hourMs,
              verdict: "flat_period",
              final: 0.5,
              tier2: 0.9,
              tier3: 0.35,
            },
            {
              processingDate: "2025-07-01",
              gradedAtMs: factsAtMs - hourMs,
              verdict: "graded",
              final: 0.83,
              tier2: 0.92,
              tier3: 0.79,
              evolution: 0.77,
            },
          ],
          calibrations: [
            {
              version: "alert_scorer-torus-1.0.0",
              trainedAtMs: factsAtMs - 50 * hourMs,
              error: 0.04,
              brier: 0.12,
              grade: 0.74,
            },
            {
              version: "alert_scorer-torus-0.9.0",
              trainedAtMs: factsAtMs - 218 * hourMs,
              error: 0.07,
              brier: 0.14,
              grade: 0.7,
            },
          ],
          drift: { processingDate: "2025-08-01", stability: 0.08, byChance: 0.02 },
        },
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
