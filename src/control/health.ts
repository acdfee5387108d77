import { z } from "zod";
import { findSettledGrade } from "../ops/grade-history.ts";
import type { ChainFacts, JobStateFacts, NetworkFacts, NeuronFacts } from "../ops/neuron-facts.ts";

export const healthPartSchema = z.object({
  name: z.string(),
  /** warn: it serves, but something needs a look; fail: validators do not get what they should. */
  status: z.enum(["pass", "warn", "fail"]),
  detail: z.string(),
  /** What the operator can do; empty where there is nothing to do. */
  fix: z.string(),
});

export const healthSchema = z.object({
  status: z.enum(["healthy", "degraded", "unhealthy"]),
  parts: z.array(healthPartSchema),
});

export type HealthPart = z.infer<typeof healthPartSchema>;
export type Health = z.infer<typeof healthSchema>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** A day's publication and the source's usual delay. */
const stalePublicationMs = 36 * hourMs;
/** The day's batch is looked for at night: whoever is up in the morning should know that it is not there. */
const longWaitMs = 6 * hourMs;
const staleHeadMs = 2 * minuteMs;
/** Two refreshes missed. */
const staleMetagraphMs = 10 * minuteMs;
const littleFreeBytes = 2_000_000_000;
const noFreeBytes = 200_000_000;

/** Returns how the neuron does, part by part; the worst part decides. */
export function judgeHealth(facts: NeuronFacts): Health {
  const parts = [
    ...(facts.chain === undefined ? [offChain] : judgeChain(facts.chain)),
    ...facts.networks.flatMap((network) => judgeNetwork(network, facts.atMs)),
    ...facts.jobs.flatMap((job) => [...judgeWait(job, facts.atMs), ...judgeLastRun(job)]),
    judgeDisk(facts.disk.freeBytes),
  ];
  const has = (status: HealthPart["status"]) => parts.some((part) => part.status === status);
  return { status: has("fail") ? "unhealthy" : has("warn") ? "degraded" : "healthy", parts };
}

/** Returns whether validators that ask now are answered: every database can be asked. */
export function isReady({ networks }: NeuronFacts): boolean {
  return networks.every(({ isReachable }) => isReachable);
}

const offChain: HealthPart = {
  name: "chain",
  status: "warn",
  detail: "No chain is configured: validators do not find this neuron",
  fix: "Set subtensor.network",
};

function judgeChain(chain: ChainFacts): HealthPart[] {
  return [judgeConnection(chain), judgeRegistration(chain), judgeMetagraph(chain), judgeAnnouncement(chain)];
}

function judgeConnection({ connected, endpoint = "none", headAgeMs = 0 }: ChainFacts): HealthPart {
  const name = "chain";
  if (!connected) {
    const fix = "Look at the network and at subtensor.chain_endpoint; callers stay known for 20 minutes";
    return { name, status: "warn", detail: `No node of the chain answers; the last was ${endpoint}`, fix };
  }
  if (headAgeMs > staleHeadMs) {
    const detail = `${endpoint} has shown no new block for ${spanText(headAgeMs)}`;
    return { name, status: "warn", detail, fix: "Set another node in subtensor.chain_endpoint" };
  }
  return pass(name, `Connected to ${endpoint}`);
}

function judgeRegistration({ registration, netuid, uid, hotkey }: ChainFacts): HealthPart {
  const name = "registration";
  switch (registration) {
    case "registered":
      return pass(name, `Registered on subnet ${netuid} with uid ${uid ?? "?"}`);
    case "absent": {
      const detail = `${hotkey} is not registered on subnet ${netuid}`;
      return { name, status: "fail", detail, fix: `neuron register --netuid ${netuid}` };
    }
    case "unknown":
      return { name, status: "warn", detail: "The chain could not be asked yet", fix: "" };
  }
}

function judgeMetagraph({ metagraphAgeMs }: ChainFacts): HealthPart {
  const name = "metagraph";
  const fix = "Look at the chain's part; callers are turned away when this grows too old";
  if (metagraphAgeMs === undefined)
    return {
      name,
      status: "fail",
      detail: "Nobody on the subnet is known: every caller is turned away",
      fix,
    };
  if (metagraphAgeMs > staleMetagraphMs)
    return { name, status: "warn", detail: `Not read for ${spanText(metagraphAgeMs)}`, fix };
  return pass(name, `Read ${spanText(metagraphAgeMs)} ago`);
}

function judgeAnnouncement({ axonAnnounced }: ChainFacts): HealthPart {
  if (axonAnnounced) return pass("axon", "The chain has the axon's address");
  return {
    name: "axon",
    status: "warn",
    detail: "The chain does not have the axon's address as it should be",
    fix: "Wait a block or two; then: neuron axon show",
  };
}

function judgeNetwork(
  { network, isReachable, publications, record }: NetworkFacts,
  atMs: number,
): HealthPart[] {
  const database: HealthPart = isReachable
    ? pass(`database ${network}`, "Answers")
    : {
        name: `database ${network}`,
        status: "fail",
        detail: "Does not answer: only what is in memory is served",
        fix: "Look at the log for the engine, or at the ClickHouse server",
      };
  return [database, judgePublications(network, publications, atMs), ...judgeGrade(network, record)];
}

/** Whatever its scores are worth, a publication that does not pass the first two tiers earns nothing. */
function judgeGrade(network: string, record: NetworkFacts["record"]): HealthPart[] {
  const grade = findSettledGrade(record);
  if (grade === undefined || grade.verdict === "graded") return [];
  const failed = grade.verdict === "tier1_failed" ? "integrity (tier 1)" : "behaviour (tier 2)";
  const { processingDate } = grade;
  const detail = `The scores of ${processingDate} earn nothing: they fail on ${failed}`;
  const fix = `neuron grade --network ${network} --date ${processingDate} says why`;
  return [{ name: `grade ${network}`, status: "warn", detail, fix }];
}

function judgePublications(
  network: string,
  publications: NetworkFacts["publications"],
  atMs: number,
): HealthPart {
  const name = `publications ${network}`;
  const [newest] = publications;
  if (newest === undefined) {
    const fix = `neuron ingest --network ${network} && neuron train --network ${network} && neuron score --network ${network}`;
    return { name, status: "fail", detail: "Nothing is published: validators get 404", fix };
  }
  const ageMs = atMs - Math.max(...publications.map(({ publishedAtMs }) => publishedAtMs));
  const scores = newest.scores.toLocaleString("en-US");
  const detail = `${newest.processingDate} with ${scores} scores, published ${spanText(ageMs)} ago`;
  if (ageMs <= stalePublicationMs) return pass(name, detail);
  return { name, status: "warn", detail, fix: "neuron jobs list shows what the jobs wait for" };
}

/** A run that waits has not failed yet, and fails too late to be told of only then. */
function judgeWait({ job, scope, current }: JobStateFacts, atMs: number): HealthPart[] {
  if (current?.outcome !== "waiting" || atMs - current.startedAtMs < longWaitMs) return [];
  const why = current.error === undefined ? "" : `, ${current.error.code}: ${current.error.message}`;
  const detail = `Has waited for ${spanText(atMs - current.startedAtMs)}${why}`;
  return [
    { name: `job ${job} ${scope}`.trim(), status: "warn", detail, fix: "neuron doctor asks the source" },
  ];
}

function judgeLastRun({ job, scope, last }: JobStateFacts): HealthPart[] {
  if (last?.outcome !== "failed") return [];
  const why = last.error === undefined ? "without a reason" : `${last.error.code}: ${last.error.message}`;
  const fix = `neuron jobs run ${job}${scope === "" ? "" : ` --network ${scope}`}`;
  return [{ name: `job ${job} ${scope}`.trim(), status: "warn", detail: `The last run failed, ${why}`, fix }];
}

function judgeDisk(freeBytes: number): HealthPart {
  const detail = `${(freeBytes / 1e9).toFixed(1)} GB free`;
  const fix = "Free some space, or move data_dir";
  if (freeBytes < noFreeBytes) return { name: "disk", status: "fail", detail, fix };
  if (freeBytes < littleFreeBytes) return { name: "disk", status: "warn", detail, fix };
  return pass("disk", detail);
}

function pass(name: string, detail: string): HealthPart {
  return { name, status: "pass", detail, fix: "" };
}

/** Returns a span of time for people, in its greatest unit: `5 min`. */
export function spanText(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
