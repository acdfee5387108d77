import { spanText, type Health, type HealthPart } from "../../control/health.ts";
import { findSettledGrade } from "../../ops/grade-history.ts";
import type {
  ChainFacts,
  JobRunFacts,
  JobStateFacts,
  NetworkFacts,
  NeuronFacts,
  TrackRecord,
} from "../../ops/neuron-facts.ts";
import { behind, countOf } from "../text.ts";

const mostValidators = 5;

/** A name, and what is so. */
interface Row {
  readonly label: string;
  readonly text: string;
}

/** Returns the lines of one screen about a running neuron, which fit the terminal where there is one. */
export function statusScreen(facts: NeuronFacts, health: Health, columns?: number): string[] {
  return rowsOf(facts, health).flatMap((line) => linesOf(line, columns));
}

function rowsOf(facts: NeuronFacts, health: Health): Row[] {
  return [
    row(
      "Neuron",
      `${health.status}, running for ${spanText(facts.atMs - facts.startedAtMs)}, pid ${facts.pid}`,
    ),
    // What somebody was woken up for comes first.
    ...warningRows(health),
    ...chainRows(facts.chain),
    row("Axon", `${facts.axon.url}, for ${facts.axon.access}${announced(facts.chain)}`),
    ...requestRows(facts),
    ...facts.networks.flatMap((network) => networkRows(network, facts.atMs)),
    ...facts.jobs.map((job) => row(`Job ${job.job}`, jobText(job, facts.atMs))),
  ];
}

function chainRows(chain: ChainFacts | undefined): Row[] {
  if (chain === undefined) return [row("Chain", "none: validators do not find this neuron")];
  const { netuid, registration, uid, hotkey, connected, endpoint = "no node", stakeTao, headAgeMs } = chain;
  const place = registration === "registered" ? `uid ${uid ?? "?"}` : registration;
  const head = headAgeMs === undefined ? "" : `, last block ${spanText(headAgeMs)} ago`;
  return [
    row("Identity", `${hotkey}, subnet ${netuid}, ${place}`),
    row("Chain", `${connected ? "connected" : "NOT connected"} to ${endpoint}${head}`),
    row(
      "Subnet",
      `${countOf(chain.neurons, "neuron")}, ${countOf(chain.validators, "validator")}` +
        (stakeTao === undefined ? "" : `, own stake ${stakeTao} TAO`) +
        earningsText(chain),
    ),
  ];
}

function earningsText({ emissionAlpha, incentive }: ChainFacts): string {
  if (emissionAlpha === undefined || incentive === undefined) return "";
  return `; the last epoch gave ${emissionAlpha} alpha, incentive ${incentive.toFixed(3)}`;
}

function announced(chain: ChainFacts | undefined): string {
  if (chain === undefined) return "";
  return chain.axonAnnounced ? ", announced on chain" : ", NOT announced on chain";
}

function requestRows({ requests, guard, atMs }: NeuronFacts): Row[] {
  const outcomes = Object.entries(requests.outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  const banned = guard.banned.ip + guard.banned.hotkey;
  const validators = requests.validators.slice(0, mostValidators);
  return [
    row(
      "Requests",
      `${requests.total} since the start${outcomes.length === 0 ? "" : `: ${outcomes.join(", ")}`}`,
    ),
    ...(banned === 0 ? [] : [row("Bans", `${banned}; see: neuron bans list`)]),
    ...(validators.length === 0 ? [row("Validators", "none has asked since the start")] : []),
    ...validators.map(({ hotkey, lastAtMs, lastRoute, requests: asked, answered }) =>
      row(
        "Validator",
        `${hotkey}  ${spanText(atMs - lastAtMs)} ago  ${lastRoute}  ${answered} of ${asked} answered`,
      ),
    ),
  ];
}

function networkRows(
  { network, isReachable, publications, models, record }: NetworkFacts,
  atMs: number,
): Row[] {
  const [newest] = publications;
  const published =
    newest === undefined
      ? "nothing is published"
      : `${newest.processingDate}: ${countOf(newest.scores, "score")}, ${countOf(newest.clusters, "cluster")}, ` +
        `${spanText(atMs - newest.publishedAtMs)} ago; ${countOf(publications.length, "date")} in all`;
  return [
    row(network, isReachable ? published : `database away; ${published}`),
    ...models.map((model) => row(`  ${model.type}`, modelText(model, atMs))),
    ...recordRows(record),
  ];
}

function recordRows({ grades, drift }: TrackRecord): Row[] {
  const grade = findSettledGrade({ grades });
  return [
    ...(grade?.final === undefined
      ? []
      : [row("  grade", `${grade.final.toFixed(3)} for ${grade.processingDate}${failureOf(grade)}`)]),
    ...(drift === undefined
      ? []
      : [row("  drift", `${drift.stability.toFixed(3)}; chance alone makes ${drift.byChance.toFixed(3)}`)]),
  ];
}

function failureOf({ verdict }: Pick<TrackRecord["grades"][number], "verdict">): string {
  if (verdict === "tier1_failed") return ", failed on integrity (tier 1)";
  return verdict === "tier2_failed" ? ", failed on behaviour (tier 2)" : "";
}

const measureNames = [
  ["val_auc", "AUC"],
  ["val_grade", "grade"],
  ["val_ndcg", "NDCG"],
  ["val_logloss", "log loss"],
] as const;

function modelText(
  { measures, trainedAtMs, ...model }: NetworkFacts["models"][number],
  atMs: number,
): string {
  const quality = measureNames.flatMap(([name, shown]) => {
    const value = measures[name];
    return value === undefined ? [] : [`${shown} ${value.toFixed(3)}`];
  });
  const standIn = model.baselineReason === undefined ? [] : [`a formula stands in: ${model.baselineReason}`];
  return [`${spanText(atMs - trainedAtMs)} old`, ...quality, ...standIn].join(", ");
}

/** Returns a job's last and next run in words. */
export function jobText({ scope, current, last, nextRunMs }: JobStateFacts, atMs: number): string {
  const now =
    current === undefined
      ? []
      : [`${current.outcome} for ${spanText(atMs - current.startedAtMs)}${reasonOf(current)}`];
  const before =
    last?.endedAtMs === undefined
      ? ["never ran"]
      : [`${last.outcome} ${spanText(atMs - last.endedAtMs)} ago${reasonOf(last)}`];
  const next = nextRunMs === undefined ? [] : [`next in ${spanText(nextRunMs - atMs)}`];
  return [...(scope === "" ? [] : [scope]), ...now, ...before, ...next].join(", ");
}

function reasonOf({ error }: Pick<JobRunFacts, "error">): string {
  return error === undefined ? "" : ` (${error.message})`;
}

function warningRows({ parts }: Health): Row[] {
  const of = (wanted: HealthPart["status"]) => parts.filter(({ status }) => status === wanted);
  return [...of("fail"), ...of("warn")].flatMap(({ name, status, detail, fix }) => [
    row(status === "fail" ? "FAIL" : "Warning", `${name}: ${detail}`),
    ...(fix === "" ? [] : [row("", `-> ${fix}`)]),
  ]);
}

function row(label: string, text: string): Row {
  return { label, text };
}

const labelCharacters = 16;

/** Returns a row as lines of the screen: what is wider than the terminal, where there is one, goes on under the text. */
export function linesOf({ label, text }: Row, columns?: number): string[] {
  return behind(`${label.padEnd(labelCharacters)} `, text, columns);
}
