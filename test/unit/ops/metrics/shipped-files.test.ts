import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { metricDefinitions } from "../../../../src/ops/metrics/definitions.ts";
import { NeuronMetrics } from "../../../../src/ops/metrics/neuron-metrics.ts";
import { createFacts } from "../../../support/facts.ts";

const alertsSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string().regex(/^\d+[mhd]$/),
          labels: z.object({ severity: z.enum(["warning", "critical"]) }),
          annotations: z.object({ summary: z.string(), fix: z.string() }),
        }),
      ),
    }),
  ),
});

const dashboardSchema = z.object({
  panels: z.array(
    z.object({ id: z.number(), title: z.string(), targets: z.array(z.object({ expr: z.string() })) }),
  ),
});

describe("files for Prometheus and Grafana", () => {
  it("alert on metrics and labels that there are", async () => {
    for (const { alert, expr } of await readAlerts()) await expectKnown(expr, alert);
  });

  it("show metrics and labels that there are", async () => {
    for (const { title, expr } of await readPanels()) await expectKnown(expr, title);
  });

  it("show every metric, or alert on it", async () => {
    const used = [...(await readAlerts()), ...(await readPanels())].map(({ expr }) => expr).join("\n");
    const unused = Object.keys(metricDefinitions).filter((name) => !used.includes(name));
    expect(unused).to.deep.equal([
      "neuron_publications",
      "neuron_model_is_baseline",
      "neuron_grade_date_timestamp_seconds",
      "neuron_job_running",
      "neuron_job_last_success_timestamp_seconds",
    ]);
  });

  it("give each alert and each panel a name of its own", async () => {
    const alerts = (await readAlerts()).map(({ alert }) => alert);
    expect(new Set(alerts).size).to.equal(alerts.length);
  });
});

async function readAlerts() {
  const { groups } = alertsSchema.parse(parse(await readFile("ops/prometheus-alerts.yml", "utf8")));
  return groups.flatMap(({ rules }) => rules);
}

async function readPanels() {
  const { panels } = dashboardSchema.parse(JSON.parse(await readFile("ops/grafana-dashboard.json", "utf8")));
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));
}

/** Labels that Prometheus adds by itself, and that of a histogram's buckets. */
const foreignLabels = ["instance", "le"];

async function expectKnown(expr: string, where: string): Promise<void> {
  const known = await knownMetrics();
  const names = expr.match(/\b(?:neuron|nodejs|process)_\w+/g) ?? expect.fail(`${where} has no metric`);
  const labels = names.flatMap(
    (name) => known.get(name) ?? expect.fail(`${where}: there is no metric ${name}`),
  );
  const grouped = [...expr.matchAll(/(?:by|on) ?\(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/, ?/));
  const matched = [...expr.matchAll(/[{,] ?(\w+)(?:=~|!=|!~|=)"/g)].map(([, label = ""]) => label);
  expect([...labels, ...foreignLabels], where).to.include.members([...grouped, ...matched]);
}

/** Returns the names as they are exported, with their labels: a histogram has three. */
async function knownMetrics(): Promise<Map<string, readonly string[]>> {
  const metrics = new NeuronMetrics({ findCaller: () => undefined });
  metrics.includeProcess();
  const text = await metrics.render(createFacts());
  const exported = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = ""]) => name);
  const own = Object.entries(metricDefinitions).flatMap(([name, { kind, labels }]) =>
    kind === "histogram"
      ? ["_bucket", "_sum", "_count"].map((ending) => [name + ending, labels] as const)
      : [[name, labels] as const],
  );
  return new Map([...exported.map((name) => [name, []] as const), ...own]);
}
