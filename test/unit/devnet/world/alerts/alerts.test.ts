import { expect } from "chai";
import { alertRows } from "../../../../../src/devnet/world/alerts/alert-rows.ts";
import type { Finding } from "../../../../../src/devnet/world/alerts/finding.ts";
import { severityOf } from "../../../../../src/devnet/world/alerts/severity.ts";
import { trailFindings } from "../../../../../src/devnet/world/alerts/trail-rules.ts";
import { trailsOf } from "../../../../../src/devnet/world/alerts/trails.ts";
import { dnsUuid5 } from "../../../../../src/devnet/world/alerts/uuid5.ts";
import { clusterRows } from "../../../../../src/devnet/world/clusters.ts";
import { flowsOf } from "../../../../../src/devnet/world/flows.ts";

describe(dnsUuid5.name, () => {
  it("agrees with Python's uuid5", () => {
    expect(dnsUuid5("x-STRUCTURING-2025-08-01")).to.equal("e2e4f1e3-465f-5f55-9f4d-68ca43a6a358");
    expect(dnsUuid5("python.org")).to.equal("886313e1-3b8a-5372-9b90-0c9aee199e5d");
  });
});

describe(severityOf.name, () => {
  it("steps up at 0.60, 0.75 and 0.90", () => {
    const confidences = [0.59, 0.6, 0.74, 0.75, 0.89, 0.9];
    expect(confidences.map(severityOf)).to.deep.equal([
      "low",
      "medium",
      "medium",
      "high",
      "high",
      "critical",
    ]);
  });
});

describe(alertRows.name, () => {
  it("keeps the surest of the findings that share an id", () => {
    const alerts = alertRows(
      [createFinding({ confidence: 0.95 }), createFinding({ confidence: 0.7 })],
      batch,
    );
    expect(alerts.map(({ severity }) => severity)).to.deep.equal(["critical"]);
  });

  it("gives the same id in every window and another on every date", () => {
    const idOf = (key: Partial<typeof batch>) =>
      alertRows([createFinding({})], { ...batch, ...key })[0]?.alert_id;
    expect(idOf({ windowDays: 30 })).to.equal(idOf({}));
    expect(idOf({ processingDate: "2025-08-02" })).to.not.equal(idOf({}));
  });
});

describe(clusterRows.name, () => {
  it("makes one of each address with two alerts, and only of those", () => {
    const alerts = alertRows(
      [
        createFinding({ address: "a", typology: "STRUCTURING", confidence: 0.7 }),
        createFinding({ address: "a", typology: "RAPID_FANOUT", confidence: 0.9 }),
        createFinding({ address: "b" }),
      ],
      batch,
    );
    const [cluster, ...others] = clusterRows(alerts, batch);
    expect(others).to.deep.equal([]);
    expect(cluster).to.deep.include({
      cluster_id: "cluster_same_entity_a_2025-08-01",
      addresses_involved: ["a"],
      total_alerts: 2,
      severity_max: "critical",
    });
    expect(cluster?.confidence_avg).to.be.closeTo(0.8, 1e-12);
    expect(cluster?.primary_alert_id).to.equal(cluster?.related_alert_ids[0]);
  });
});

describe(trailsOf.name, () => {
  it("finds the way that one sum took", () => {
    expect(trailsOf(passed([0, 1, 2, 3, 4], 0.97))).to.deep.include.members([
      { path: [0, 1, 2, 3, 4], isCycle: false, volumeUsd: 10_000 + 9700 + 9409 + 9126.73 },
    ]);
  });

  it("knows when the sum came back", () => {
    const trails = trailsOf(passed([5, 6, 7, 5], 0.97));
    expect(trails.map(({ path, isCycle }) => ({ path, isCycle }))).to.deep.equal([
      { path: [5, 6, 7], isCycle: true },
    ]);
  });

  it("does not follow a sum that mostly stays, goes before it came, or is small", () => {
    expect(trailsOf(passed([0, 1, 2, 3, 4], 0.5))).to.deep.equal([]);
    expect(
      trailsOf([...passed([0, 1, 2, 3, 4], 0.97)].map((flow) => ({ ...flow, firstMs: 0 }))),
    ).to.deep.equal([]);
    expect(trailsOf(passed([0, 1, 2, 3, 4], 0.97, 100))).to.deep.equal([]);
  });
});

describe(trailFindings.name, () => {
  it("raises one alert for each address on a risky trail and none on a slight one", () => {
    const risky = { path: [0, 1, 2, 3, 4], isCycle: false, volumeUsd: 100_000 };
    const slight = { path: [5, 6, 7], isCycle: false, volumeUsd: 7000 };
    const findings = trailFindings([risky, slight], (index) => `address ${index}`);
    expect(findings.map(({ address }) => address)).to.deep.equal(
      [0, 1, 2, 3, 4].map((index) => `address ${index}`),
    );
  });
});

const batch = { network: "torus", processingDate: "2025-08-01", windowDays: 195 };

function createFinding(overrides: Partial<Finding>): Finding {
  return {
    typology: "STRUCTURING",
    address: "x",
    confidence: 0.8,
    volumeUsd: 1234.5,
    suspectedType: "wallet",
    description: "",
    evidence: {},
    indicators: [],
    ...overrides,
  };
}

/** The flows of one sum passed along a path, a share of it at each step. */
function passed(path: readonly number[], share: number, amountUsd = 10_000) {
  const steps = path.slice(1).map((to, step) => ({
    from: path[step] ?? to,
    to,
    atMs: (step + 1) * 3_600_000,
    amountUsd: Math.round(amountUsd * share ** step * 100) / 100,
  }));
  return flowsOf(steps);
}
