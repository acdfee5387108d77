/** A metric as data: what `/metrics` says of it, and what the alert rules and the dashboard may use. */
export interface MetricDefinition {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
}

/**
 * Every metric of the neuron's own, by name. Each label's values come from a closed set: routes as they are
 * declared, reasons, networks of the settings. Never an address, a hotkey or a path as it was asked for.
 */
export const metricDefinitions = {
  neuron_requests_total: counter("Requests that have ended", ["route", "scheme", "caller", "outcome"]),
  neuron_request_duration_seconds: {
    kind: "histogram",
    help: "Time from the request's head to the end of its answer",
    labels: ["route", "scheme", "caller", "outcome"],
  },
  neuron_refusals_total: counter("Requests turned away, by reason", ["reason"]),
  neuron_guard_tracked: gauge("Callers whose requests or failures are remembered", ["kind"]),
  neuron_guard_cooling: gauge("Callers in a cooldown", ["kind"]),
  neuron_guard_banned: gauge("Callers that are banned", ["kind"]),
  neuron_publications: gauge("Dates that are published", ["network"]),
  neuron_publication_age_seconds: gauge("Time since the last publication", ["network"]),
  neuron_publication_alerts: gauge("Alert scores of the newest publication", ["network"]),
  neuron_database_up: gauge("Whether the network's database answers: 1 or 0", ["network"]),
  neuron_model_quality: gauge("Measures of the newest model", ["network", "model", "measure"]),
  neuron_model_age_seconds: gauge("Time since the newest model was trained", ["network", "model"]),
  neuron_model_is_baseline: gauge("Whether a formula stands in for a model: 1 or 0", ["network", "model"]),
  neuron_score_drift_psi: gauge(
    "How far the newest publication's scores are from those at its model's training (population stability index)",
    ["network"],
  ),
  neuron_score_drift_chance_psi: gauge("What the drift would be by chance, for as many scores", ["network"]),
  neuron_grade_ratio: gauge(
    "Grades of the newest date that was graded by what became of it: final, tier2, tier3, evolution",
    ["network", "part"],
  ),
  neuron_grade_date_timestamp_seconds: gauge("The processing date of these grades", ["network"]),
  neuron_job_runs_total: counter("Runs of jobs that have ended", ["job", "network", "outcome"]),
  neuron_job_duration_seconds: {
    kind: "histogram",
    help: "Time from the start of a job's run to its end",
    labels: ["job", "network", "outcome"],
  },
  neuron_job_running: gauge("Whether the job runs or waits: 1 or 0", ["job", "network"]),
  neuron_job_last_success_timestamp_seconds: gauge("When the job's last run ended, if it succeeded", [
    "job",
    "network",
  ]),
  neuron_chain_connected: gauge("Whether a node of the chain answers: 1 or 0"),
  neuron_chain_head_age_seconds: gauge("Time since a new finalized head was seen"),
  neuron_metagraph_age_seconds: gauge("Age of what is known of the subnet"),
  neuron_registered: gauge("Whether the hotkey is registered: 1 or 0; absent while nobody can tell"),
  neuron_axon_announced: gauge("Whether the chain has the axon's address: 1 or 0"),
  neuron_stake_tao: gauge("Stake of the hotkey on the subnet, as the chain counts it"),
  neuron_emission_alpha: gauge("What the subnet's last epoch gave the hotkey, in the subnet's own token"),
  neuron_incentive_ratio: gauge("The hotkey's share of what the subnet gives its miners"),
  neuron_subnet_validators: gauge("Validators on the subnet"),
  neuron_engine_resident_bytes: gauge("Memory of the embedded database engine"),
  neuron_disk_free_bytes: gauge("Free space of the data directory's file system"),
  neuron_start_time_seconds: gauge("When the neuron started, seconds since the Unix epoch"),
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricDefinitions;

function counter<const Labels extends readonly string[]>(help: string, labels: Labels) {
  return { kind: "counter", help, labels } as const;
}

function gauge<const Labels extends readonly string[] = readonly []>(help: string, labels?: Labels) {
  return { kind: "gauge", help, labels: labels ?? [] } as const;
}
