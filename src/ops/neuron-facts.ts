import { z } from "zod";
import { requestOutcomes } from "./requests/outcome.ts";

const count = z.int().min(0);
const timeMs = z.number();
const counts = z.partialRecord(z.enum(requestOutcomes), count);

/** How the neuron stands on chain. */
export const chainFactsSchema = z.object({
  netuid: count,
  hotkey: z.string(),
  registration: z.enum(["registered", "absent", "unknown"]),
  uid: count.optional(),
  connected: z.boolean(),
  /** The node in use, or last used. */
  endpoint: z.string().optional(),
  /** For how long no new head was seen. */
  headAgeMs: timeMs.optional(),
  metagraphAgeMs: timeMs.optional(),
  axonAnnounced: z.boolean(),
  /** As the chain counts it on this subnet. */
  stakeTao: z.number().optional(),
  neurons: count,
  validators: count,
});

/** What is published for one date. */
export const publicationFactsSchema = z.object({
  publicationId: z.string(),
  processingDate: z.string(),
  publishedAtMs: timeMs,
  scores: count,
  rankings: count,
  clusters: count,
});

/** The newest model of a type. A measure that has no value for it is absent. */
export const modelFactsSchema = z.object({
  type: z.string(),
  version: z.string(),
  algorithm: z.string(),
  /** Why a baseline stands in; absent for a trained model. */
  baselineReason: z.string().optional(),
  trainedAtMs: timeMs,
  samples: count,
  measures: z.record(z.string(), z.number()),
  /** Share of the total gain, the greatest first. */
  importance: z.array(z.object({ feature: z.string(), share: z.number() })),
});

/** One network and its database. */
export const networkFactsSchema = z.object({
  network: z.string(),
  windowDays: count,
  isReachable: z.boolean(),
  /** The newest date first. */
  publications: z.array(publicationFactsSchema),
  models: z.array(modelFactsSchema),
});

export const jobRunSchema = z.object({
  id: z.string(),
  job: z.string(),
  scope: z.string(),
  trigger: z.string(),
  target: z.string(),
  scheduledForMs: timeMs,
  startedAtMs: timeMs,
  endedAtMs: timeMs.optional(),
  outcome: z.enum(["succeeded", "failed", "skipped", "cancelled", "running", "waiting"]),
  counts: z.record(z.string(), z.number()),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

export const jobStateSchema = z.object({
  job: z.string(),
  scope: z.string(),
  schedule: z.string(),
  timeZone: z.string(),
  nextRunMs: timeMs.optional(),
  current: jobRunSchema.optional(),
  last: jobRunSchema.optional(),
});

/** Everything that a running neuron knows of itself at one moment; health, status, metrics and dashboard show it. */
export const neuronFactsSchema = z.object({
  atMs: timeMs,
  version: z.string(),
  pid: count,
  startedAtMs: timeMs,
  axon: z.object({ url: z.string(), access: z.string() }),
  /** Absent for a neuron that is on no chain. */
  chain: chainFactsSchema.optional(),
  networks: z.array(networkFactsSchema),
  /** Absent when every network has a server of its own, or the engine is away. */
  engine: z.object({ pid: count, residentBytes: count.optional() }).optional(),
  /** Of the file system of the data directory. */
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }),
  jobs: z.array(jobStateSchema),
  requests: z.object({
    total: count,
    outcomes: counts,
    validators: z.array(
      z.object({
        hotkey: z.string(),
        requests: count,
        answered: count,
        lastAtMs: timeMs,
        lastRoute: z.string(),
      }),
    ),
    refusals: z.array(
      z.object({
        id: z.string(),
        atMs: timeMs,
        route: z.string(),
        reason: z.string(),
        hotkey: z.string(),
      }),
    ),
    spans: z.array(z.object({ startsAtMs: timeMs, outcomes: counts })),
  }),
  guard: z.object({
    tracked: z.object({ ip: count, hotkey: count }),
    cooling: z.object({ ip: count, hotkey: count }),
    banned: z.object({ ip: count, hotkey: count }),
  }),
});

export type NeuronFacts = z.infer<typeof neuronFactsSchema>;
export type ChainFacts = z.infer<typeof chainFactsSchema>;
export type NetworkFacts = z.infer<typeof networkFactsSchema>;
export type ModelFacts = z.infer<typeof modelFactsSchema>;
export type JobStateFacts = z.infer<typeof jobStateSchema>;
export type JobRunFacts = z.infer<typeof jobRunSchema>;
