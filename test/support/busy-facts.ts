import type { NetworkFacts, NeuronFacts } from "../../src/ops/neuron-facts.ts";
import { createFacts, factsAtMs } from "./facts.ts";
import { validator } from "./finished-request.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Returns the facts of a neuron that has worked for a while: every part of the dashboard has something to show. */
export function createBusyFacts(): NeuronFacts {
  const facts = createFacts();
  const [torus] = facts.networks;
  if (torus === undefined) throw new Error("The facts lack a network");
  return {
    ...facts,
    requests: busyRequests,
    jobs: [idleJob, failedJob],
    networks: [busyNetwork(torus), { ...torus, network: "bitcoin", ...nothingYet }],
  };
}

const nothingYet = {
  isReachable: false,
  publications: [],
  models: [],
  record: { grades: [], calibrations: [] },
} satisfies Partial<NetworkFacts>;

function busyNetwork(network: NetworkFacts): NetworkFacts {
  return {
    ...network,
    publications: daysBack(20).map((day) => ({
      publicationId: `p${day}`,
      processingDate: dateOf(day),
      publishedAtMs: factsAtMs - day * dayMs - 2 * hourMs,
      scores: 1_353 - 11 * day,
      rankings: 1_353 - 11 * day,
      clusters: 86 - day,
    })),
    record: {
      // Thirty days must pass until it is known what became of a date.
      grades: daysBack(40).map((day) => ({
        processingDate: dateOf(day),
        gradedAtMs: factsAtMs - 3 * hourMs,
        tier2: 0.94,
        ...(day < 30
          ? { verdict: "flat_period", final: 0.5, tier3: 0.3 }
          : day === 34
            ? { verdict: "tier1_failed", final: 0, tier3: 0.7, evolution: 0.66 }
            : {
                verdict: "graded",
                final: wave(0.8, day),
                tier3: wave(0.76, day),
                evolution: wave(0.7, day),
              }),
      })),
      calibrations: daysBack(5).map((week) => ({
        version: `alert_scorer_torus_v1.0.0_2025080${week}_030000`,
        trainedAtMs: factsAtMs - (2 + 7 * week) * dayMs,
        error: 0.03 + 0.01 * week,
        brier: 0.12 + 0.004 * week,
        grade: 0.76 - 0.01 * week,
      })),
      drift: { processingDate: dateOf(0), stability: 0.083, byChance: 0.021 },
    },
  };
}

function daysBack(count: number): number[] {
  return Array.from({ length: count }, (_, day) => day);
}

function dateOf(day: number): string {
  return new Date(factsAtMs - (day + 1) * dayMs).toISOString().slice(0, 10);
}

function wave(middle: number, day: number): number {
  return middle + 0.04 * Math.sin(day);
}

const idleJob = {
  job: "ingest",
  scope: "torus",
  schedule: "30 0 * * *",
  timeZone: "UTC",
  nextRunMs: factsAtMs + hourMs,
};

/** A run that failed, as the job runner remembers it. */
export const failedRun = {
  id: "run-2",
  job: "train",
  scope: "torus",
  trigger: "schedule",
  target: "",
  scheduledForMs: factsAtMs - 26 * hourMs,
  startedAtMs: factsAtMs - 26 * hourMs,
  endedAtMs: factsAtMs - 25.9 * hourMs,
  outcome: "failed",
  counts: {},
  error: { code: "TRAINING_FAILED", message: "The training process was killed: the machine may lack memory" },
} as const;

const failedJob = { ...idleJob, job: "train", schedule: "0 3 * * 0", last: failedRun };

const busyRequests: NeuronFacts["requests"] = {
  total: 1_240,
  outcomes: { answered: 1_200, refused: 30, invalid: 10 },
  validators: [
    {
      hotkey: validator,
      requests: 40,
      answered: 39,
      lastAtMs: factsAtMs - 60_000,
      lastRoute: "/scores/alerts/{date}",
    },
  ],
  refusals: [
    {
      id: "1",
      atMs: factsAtMs - 1_000,
      route: "/scores/alerts/latest",
      reason: "bad_signature",
      hotkey: validator,
    },
    { id: "2", atMs: factsAtMs - 5_000, route: "", reason: "probe", hotkey: "" },
  ],
  spans: Array.from({ length: 40 }, (_, at) => ({
    startsAtMs: factsAtMs - (40 - at) * 600_000,
    outcomes: { answered: 20 + ((at * 7) % 23), refused: at % 5, invalid: at % 3 },
    ofValidators: { answered: 9 + ((at * 7) % 11), invalid: at % 3 },
  })),
};
