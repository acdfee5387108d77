import { findSettledGrade } from "../grade-history.ts";
import type { ChainFacts, JobStateFacts, NetworkFacts, NeuronFacts, TrackRecord } from "../neuron-facts.ts";
import type { MetricName } from "./definitions.ts";

/** One value of a gauge. */
export type GaugeValue = readonly [name: MetricName, labels: Readonly<Record<string, string>>, value: number];

/** Returns the value of every gauge at this moment; what is not known has none. Durations in seconds. */
export function gaugesOf(facts: NeuronFacts): GaugeValue[] {
  return [
    ["neuron_start_time_seconds", {}, facts.startedAtMs / 1_000],
    ["neuron_disk_free_bytes", {}, facts.disk.freeBytes],
    ...known("neuron_engine_resident_bytes", facts.engine?.residentBytes),
    ...guardGauges(facts),
    ...(facts.chain === undefined ? [] : chainGauges(facts.chain)),
    ...facts.networks.flatMap((network) => networkGauges(network, facts.atMs)),
    ...facts.jobs.flatMap(jobGauges),
  ];
}

function guardGauges({ guard }: NeuronFacts): GaugeValue[] {
  return (["ip", "hotkey"] as const).flatMap((kind): GaugeValue[] => [
    ["neuron_guard_tracked", { kind }, guard.tracked[kind]],
    ["neuron_guard_cooling", { kind }, guard.cooling[kind]],
    ["neuron_guard_banned", { kind }, guard.banned[kind]],
  ]);
}

function chainGauges(chain: ChainFacts): GaugeValue[] {
  const isRegistered = chain.registration === "registered";
  return [
    ["neuron_chain_connected", {}, Number(chain.connected)],
    ["neuron_axon_announced", {}, Number(chain.axonAnnounced)],
    ["neuron_subnet_validators", {}, chain.validators],
    ...known("neuron_registered", chain.registration === "unknown" ? undefined : Number(isRegistered)),
    ...known("neuron_chain_head_age_seconds", secondsOf(chain.headAgeMs)),
    ...known("neuron_metagraph_age_seconds", secondsOf(chain.metagraphAgeMs)),
    ...known("neuron_stake_tao", chain.stakeTao),
    ...known("neuron_emission_alpha", chain.emissionAlpha),
    ...known("neuron_incentive_ratio", chain.incentive),
  ];
}

function networkGauges({ network, isReachable, publications, models, record }: NetworkFacts, atMs: number) {
  const [newest] = publications;
  const lastMs = Math.max(...publications.map(({ publishedAtMs }) => publishedAtMs));
  return [
    ["neuron_database_up", { network }, Number(isReachable)],
    ["neuron_publications", { network }, publications.length],
    ...known("neuron_publication_age_seconds", newest && (atMs - lastMs) / 1_000, { network }),
    ...known("neuron_publication_alerts", newest?.scores, { network }),
    ...models.flatMap(({ type: model, measures, ...facts }): GaugeValue[] => [
      ["neuron_model_age_seconds", { network, model }, (atMs - facts.trainedAtMs) / 1_000],
      ["neuron_model_is_baseline", { network, model }, Number(facts.baselineReason !== undefined)],
      ...Object.entries(measures).map(([measure, value]): GaugeValue => [
        "neuron_model_quality",
        { network, model, measure },
        value,
      ]),
    ]),
    ...recordGauges(record, network),
  ] satisfies GaugeValue[];
}

function recordGauges(record: TrackRecord, network: string): GaugeValue[] {
  const { drift } = record;
  const grade = findSettledGrade(record);
  const parts = {
    final: grade?.final,
    tier2: grade?.tier2,
    tier3: grade?.tier3,
    evolution: grade?.evolution,
  };
  return [
    ...known("neuron_score_drift_psi", drift?.stability, { network }),
    ...known("neuron_score_drift_chance_psi", drift?.byChance, { network }),
    ...known("neuron_grade_date_timestamp_seconds", grade && Date.parse(grade.processingDate) / 1_000, {
      network,
    }),
    ...Object.entries(parts).flatMap(([part, value]) =>
      known("neuron_grade_ratio", value, { network, part }),
    ),
  ];
}

function jobGauges({ job, scope: network, current, last }: JobStateFacts): GaugeValue[] {
  const succeededAtMs = last?.outcome === "succeeded" ? last.endedAtMs : undefined;
  return [
    ["neuron_job_running", { job, network }, Number(current !== undefined)],
    ...known("neuron_job_last_success_timestamp_seconds", secondsOf(succeededAtMs), { job, network }),
  ];
}

function known(
  name: MetricName,
  value: number | undefined,
  labels: Readonly<Record<string, string>> = {},
): GaugeValue[] {
  return value === undefined ? [] : [[name, labels, value]];
}

function secondsOf(durationMs: number | undefined): number | undefined {
  return durationMs === undefined ? undefined : durationMs / 1_000;
}
