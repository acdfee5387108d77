import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { FinishedRequest } from "../../axon/request-notes.ts";
import type { JobRun } from "../../jobs/job-runner.ts";
import type { NeuronFacts } from "../neuron-facts.ts";
import { callerClassOf, outcomeOf, type FindCaller } from "../requests/outcome.ts";
import { metricDefinitions, type MetricName } from "./definitions.ts";
import { gaugesOf } from "./gauges.ts";

export interface NeuronMetricsDeps {
  readonly findCaller: FindCaller;
}

/** From a cached answer to one that waits for a loaded database. */
const requestBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** From a job without work to a training of hours. */
const jobBucketsSeconds = [1, 5, 15, 60, 300, 900, 3_600, 10_800];

/** Counts as the neuron works, and reads the rest from its facts when somebody asks. */
export class NeuronMetrics {
  readonly #findCaller: FindCaller;
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();
  readonly #requests = this.#counter("neuron_requests_total");
  readonly #durations = this.#histogram("neuron_request_duration_seconds", requestBucketsSeconds);
  readonly #refusals = this.#counter("neuron_refusals_total");
  readonly #jobRuns = this.#counter("neuron_job_runs_total");
  readonly #jobDurations = this.#histogram("neuron_job_duration_seconds", jobBucketsSeconds);

  constructor({ findCaller }: NeuronMetricsDeps) {
    this.#findCaller = findCaller;
    for (const [name, { kind, help, labels }] of Object.entries(metricDefinitions)) {
      if (kind === "gauge") this.#gauges.set(name, this.#gauge(name, help, labels));
    }
  }

  /** Adds what the runtime knows of itself: processor, memory, event loop, garbage collection. */
  includeProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Counts a request that has ended. */
  countRequest(request: FinishedRequest): void {
    const labels = {
      route: request.route ?? "none",
      scheme: request.scheme ?? "none",
      caller: callerClassOf(request.hotkey, this.#findCaller),
      outcome: outcomeOf(request),
    };
    this.#requests.inc(labels);
    this.#durations.observe(labels, request.durationMs / 1_000);
    if (request.refusal !== undefined) this.#refusals.inc({ reason: request.refusal });
  }

  /** Counts a run of a job, once it has ended. */
  countJobRun({ job, scope, outcome, startedAtMs, endedAtMs }: JobRun): void {
    if (endedAtMs === undefined) return;
    const labels = { job, network: scope, outcome };
    this.#jobRuns.inc(labels);
    this.#jobDurations.observe(labels, (endedAtMs - startedAtMs) / 1_000);
  }

  /** Returns all metrics in Prometheus's text form, with the gauges as the facts have it. */
  async render(facts: NeuronFacts): Promise<string> {
    // What is no longer known must not stand there as it was.
    for (const gauge of this.#gauges.values()) forget(gauge);
    for (const [name, labels, value] of gaugesOf(facts)) this.#gauges.get(name)?.set(labels, value);
    return this.#registry.metrics();
  }

  /** The type of what `render` returns. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  #gauge(name: string, help: string, labelNames: readonly string[]): Gauge {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #counter(name: MetricName): Counter {
    const { help, labels } = metricDefinitions[name];
    return new Counter({ name, help, labelNames: [...labels], registers: [this.#registry] });
  }

  #histogram(name: MetricName, buckets: number[]): Histogram {
    const { help, labels } = metricDefinitions[name];
    return new Histogram({ name, help, labelNames: [...labels], buckets, registers: [this.#registry] });
  }
}

/** To reset a gauge without labels makes it 0, which would be a lie: it is not known. */
function forget(gauge: Gauge): void {
  gauge.reset();
  gauge.remove({});
}
