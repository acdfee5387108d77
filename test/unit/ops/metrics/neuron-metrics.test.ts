import { expect } from "chai";
import { NeuronMetrics } from "../../../../src/ops/metrics/neuron-metrics.ts";
import { metricDefinitions } from "../../../../src/ops/metrics/definitions.ts";
import { createChainFacts, createFacts } from "../../../support/facts.ts";
import { createRequest, validator } from "../../../support/finished-request.ts";

describe(NeuronMetrics.name, () => {
  it("counts requests by route, scheme, caller and outcome, and their durations", async () => {
    const metrics = createSubject();
    metrics.countRequest(createRequest({ hotkey: validator, durationMs: 30 }));
    metrics.countRequest(createRequest({ hotkey: validator, durationMs: 70 }));
    const text = await metrics.render(createFacts());
    const labels = 'route="/scores/{date}",scheme="synapse",caller="validator",outcome="answered"';
    expect(text).to.include(`neuron_requests_total{${labels}} 2`);
    expect(text).to.include(`neuron_request_duration_seconds_sum{${labels}} 0.1`);
    expect(text).to.include(`neuron_request_duration_seconds_bucket{le="0.05",${labels}} 1`);
  });

  it("counts refusals by reason, under the caller anonymous while nothing is proven", async () => {
    const metrics = createSubject();
    metrics.countRequest(createRequest({ refusal: "bad_signature", status: 401, claimedHotkey: validator }));
    const text = await metrics.render(createFacts());
    expect(text).to.include('neuron_refusals_total{reason="bad_signature"} 1');
    expect(text).to.include('caller="anonymous",outcome="refused"} 1');
  });

  it("has one label for every path that no route takes, so that scanners cannot fill it", async () => {
    const metrics = createSubject();
    for (let at = 0; at < 1_000; at++) metrics.countRequest(createRequest({ route: undefined, status: 404 }));
    const text = await metrics.render(createFacts());
    expect(text.match(/^neuron_requests_total\{/gm)).to.have.lengthOf(1);
    expect(text).to.include('neuron_requests_total{route="none",');
  });

  it("counts a job's run once it has ended", async () => {
    const metrics = createSubject();
    const run = { ...waitingRun, outcome: "succeeded", endedAtMs: 12_000 } as const;
    metrics.countJobRun(waitingRun);
    metrics.countJobRun(run);
    const text = await metrics.render(createFacts());
    expect(text).to.include('neuron_job_runs_total{job="ingest",network="torus",outcome="succeeded"} 1');
    expect(text).to.include(
      'neuron_job_duration_seconds_sum{job="ingest",network="torus",outcome="succeeded"} 10',
    );
    expect(text).to.not.include('outcome="waiting"');
  });

  it("shows the facts as they are", async () => {
    const text = await createSubject().render(createFacts());
    for (const line of [
      'neuron_publication_age_seconds{network="torus"} 7200',
      'neuron_publication_alerts{network="torus"} 1353',
      'neuron_model_quality{network="torus",model="alert_scorer",measure="val_auc"} 0.91',
      'neuron_database_up{network="torus"} 1',
      'neuron_guard_cooling{kind="ip"} 1',
      "neuron_registered 1",
      "neuron_chain_head_age_seconds 4",
      "neuron_metagraph_age_seconds 60",
      "neuron_stake_tao 1.5",
      "neuron_emission_alpha 2.25",
      "neuron_incentive_ratio 0.4",
      'neuron_score_drift_psi{network="torus"} 0.08',
      'neuron_score_drift_chance_psi{network="torus"} 0.02',
      "neuron_engine_resident_bytes 500000000",
    ]) {
      expect(text.split("\n")).to.include(line);
    }
  });

  it("shows the grade of the newest date that was graded by what became of it", async () => {
    const text = await createSubject().render(createFacts());
    const lines = text.split("\n").filter((line) => line.startsWith("neuron_grade"));
    expect(lines).to.deep.equal([
      'neuron_grade_ratio{network="torus",part="final"} 0.83',
      'neuron_grade_ratio{network="torus",part="tier2"} 0.92',
      'neuron_grade_ratio{network="torus",part="tier3"} 0.79',
      'neuron_grade_ratio{network="torus",part="evolution"} 0.77',
      `neuron_grade_date_timestamp_seconds{network="torus"} ${Date.UTC(2025, 6, 1) / 1_000}`,
    ]);
  });

  it("shows no value for what is not known, rather than the last one or 0", async () => {
    const metrics = createSubject();
    await metrics.render(createFacts());
    const text = await metrics.render(createChainFacts({ registration: "unknown", stakeTao: undefined }));
    expect(text).to.not.match(/^neuron_(registered|stake_tao) /m);
    expect(text).to.match(/^neuron_chain_connected 1$/m);
  });

  it("has every metric that is defined, and no other of its own", async () => {
    const text = await createSubject().render(createFacts());
    const found = [...text.matchAll(/^# TYPE (neuron_\w+) (\w+)$/gm)].map(([, name, kind]) => [name, kind]);
    const defined = Object.entries(metricDefinitions).map(([name, { kind }]) => [name, kind]);
    expect(found).to.have.deep.members(defined);
  });

  it("adds what the runtime knows of itself", async () => {
    const metrics = createSubject();
    metrics.includeProcess();
    expect(await metrics.render(createFacts())).to.include("nodejs_eventloop_lag_p99_seconds");
  });
});

const waitingRun = {
  id: "1",
  job: "ingest",
  scope: "torus",
  trigger: "schedule",
  scheduledForMs: 0,
  startedAtMs: 2_000,
  endedAtMs: undefined,
  outcome: "waiting",
  counts: {},
  error: undefined,
  target: "",
} as const;

function createSubject(): NeuronMetrics {
  return new NeuronMetrics({
    findCaller: (hotkey) => (hotkey === validator ? { validatorPermit: true } : undefined),
  });
}
