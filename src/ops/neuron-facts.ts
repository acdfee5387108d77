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
  /** What the subnet's last epoch gave the neuron, in the subnet's own token. */
  emissionAlpha: z.number().optional(),
  /** Its share of what miners get, from 0 to 1. */
  incentive: z.number().optional(),
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
  /** The grade of rows that were held out, for each of their dates. */
  gradeByDate: z.record(z.string(), z.number()),
  /** Share of the total gain, the greatest first. */
  importance: z.array(z.object({ feature: z.string(), share: z.number() })),
});

/** How the newest publication of a date was graded last. */
export const gradeFactsSchema = z.object({
  processingDate: z.string(),
  gradedAtMs: timeMs,
  /** Which rule of the grading gave the final grade. */
  verdict: z.string(),
  /** From 0 to 1, like the tiers; absent where there is none, as for constant scores. */
  final: z.number().optional(),
  tier2: z.number().optional(),
  tier3: z.number().optional(),
  evolution: z.number().optional(),
});

/** How well a trained alert scorer's scores meant what they say, on rows that were held out. */
export const calibrationFactsSchema = z.object({
  version: z.string(),
  trainedAtMs: timeMs,
  /** Expected calibration error: the mean distance between score and share of positives. */
  error: z.number().optional(),
  brier: z.number().optional(),
  grade: z.number().optional(),
});

/** What became of a network's scores and models, over time. */
export const trackRecordSchema = z.object({
  /** The newest date first. */
  grades: z.array(gradeFactsSchema),
  /** The newest model first. */
  calibrations: z.array(calibrationFactsSchema),
  /**
   * How far the newest publication's alert scores are from those at its model's training, as a population stability
   * index, and what that would be by chance. Absent where there is nothing to compare them with.
   */
  drift: z.object({ processingDate: z.string(), stability: z.number(), byChance: z.number() }).optional(),
});

/** One network and its database. */
export const networkFactsSchema = z.object({
  network: z.string(),
  windowDays: count,
  isReachable: z.boolean(),
  /** The newest date first. */
  publications: z.array(publicationFactsSchema),
  models: z.array(modelFactsSchema),
  record: trackRecordSchema,
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
  /** Of the program. */
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
    spans: z.array(z.object({ startsAtMs: timeMs, outcomes: counts, ofValidators: counts })),
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
export type TrackRecord = z.infer<typeof trackRecordSchema>;
export type ModelFacts = z.infer<typeof modelFactsSchema>;
export type JobStateFacts = z.infer<typeof jobStateSchema>;
export type JobRunFacts = z.infer<typeof jobRunSchema>;
