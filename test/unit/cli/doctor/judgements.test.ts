import { expect } from "chai";
import { judgeAxonRecord, judgeClock, judgeRegistration } from "../../../../src/cli/doctor/chain-checks.ts";
import { judgeNetwork } from "../../../../src/cli/doctor/data-checks.ts";
import type { NetworkInspection } from "../../../../src/cli/doctor/network-inspection.ts";
import { judgeDisk, judgeMemory, judgeNode } from "../../../../src/cli/doctor/machine-checks.ts";
import { judgeReachability } from "../../../../src/cli/doctor/reachability.ts";
import { judgeRepository } from "../../../../src/cli/doctor/repository-check.ts";
import { judgeOffer, judgeRefusal } from "../../../../src/cli/doctor/source-checks.ts";
import { judgePermissions } from "../../../../src/cli/doctor/wallet-checks.ts";
import { resolveConfig } from "../../../../src/config/resolve.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { createFacts, factsAtMs } from "../../../support/facts.ts";

const record = { block: 1, version: 1, ip: "198.51.100.7", port: 8_091, protocol: 4 };
const tao = 1_000_000_000n;

describe("what the doctor says", () => {
  it("of Node's version", () => {
    const statuses = ["18.20.0", "20.18.9", "20.19.0", "22.1.0"].map((version) => judgeNode(version).status);
    expect(statuses).to.deep.equal(["fail", "fail", "pass", "pass"]);
  });

  it("of the disk and the memory", () => {
    expect([100, 5_000, 50_000].map((free) => judgeDisk(free).status)).to.deep.equal([
      "fail",
      "warn",
      "pass",
    ]);
    const memory = { totalMegabytes: 4_000, availableMegabytes: 1_000 };
    expect([2_000, 8_000].map((engine) => judgeMemory(memory, engine).status)).to.deep.equal([
      "pass",
      "warn",
    ]);
  });

  it("of a key file that others can read", () => {
    expect(judgePermissions("hotkey file", "k", 0o100600).status).to.equal("pass");
    expect(judgePermissions("hotkey file", "k", 0o100644)).to.include({ status: "warn", fix: "chmod 600 k" });
  });

  it("of a model whose source nobody is told", () => {
    expect(judgeRepository({ githubUrl: "https://example.org/miner" }).status).to.equal("pass");
    expect(judgeRepository({ githubUrl: "" }).fix).to.include("GITHUB_URL");
  });

  it("of the clock, against when the chain's time can be", () => {
    const range = { earliestMs: 100_000, latestMs: 120_000 };
    const statuses = [110_000, 98_000, 90_000, 123_000, 130_000].map((now) => judgeClock(range, now).status);
    expect(statuses).to.deep.equal(["pass", "warn", "fail", "warn", "fail"]);
    expect(judgeClock(undefined, 0).status).to.equal("warn");
  });

  it("of the registration, and of what is missing to pay for it", () => {
    const absent = { status: "absent", block: 1 } as const;
    const price = { priceRao: 3n * tao, balanceRao: tao };
    expect(
      judgeRegistration({ status: "registered", uid: 7, block: 1 }, { netuid: 1, price: undefined }).status,
    ).to.equal("pass");
    expect(
      judgeRegistration({ status: "unknown", reason: "lost" }, { netuid: 1, price: undefined }).status,
    ).to.equal("warn");
    const poor = judgeRegistration(absent, { netuid: 1, price });
    expect(poor).to.include({ status: "fail" });
    expect(poor.fix).to.include("2 TAO");
    const rich = judgeRegistration(absent, { netuid: 1, price: { ...price, balanceRao: 5n * tao } });
    expect(rich.fix).to.equal("neuron register --netuid 1");
  });

  it("of the axon's record against the settings", () => {
    const { settings } = resolveConfig([]);
    const elsewhere = { axon: { ...settings.axon, externalIp: "198.51.100.8" } };
    expect(judgeAxonRecord(record, settings).status).to.equal("pass");
    expect(judgeAxonRecord({ ...record, port: 1 }, settings).status).to.equal("fail");
    expect(judgeAxonRecord(record, elsewhere).status).to.equal("fail");
    expect(judgeAxonRecord(undefined, settings).status).to.equal("fail");
  });

  it("of being reached: only a request from outside is a proof", () => {
    const facts = {
      lastValidatorAgeMs: undefined,
      announced: record,
      outside: undefined,
      answersFromHere: true,
    };
    expect(judgeReachability({ ...facts, lastValidatorAgeMs: 60_000 }).status).to.equal("pass");
    expect(judgeReachability(facts).status).to.equal("warn");
    expect(judgeReachability({ ...facts, announced: undefined }).status).to.equal("warn");
    const asked = (kind: "reached" | "not-reached") =>
      judgeReachability({ ...facts, outside: { kind, service: "example.org" } });
    expect(asked("reached").status).to.equal("pass");
    expect(asked("not-reached")).to.include({ status: "fail" });
    const unknown = {
      kind: "unknown",
      service: "example.org",
      reason: "it answered with status 429",
    } as const;
    const honest = judgeReachability({ ...facts, outside: unknown });
    expect(honest.status).to.equal("warn");
    expect(honest.detail).to.include("cannot tell: it answered with status 429");
  });

  it("of the batches that a source has", () => {
    const nowMs = Date.parse("2025-08-03T12:00:00Z");
    const offer = (...dates: string[]) => judgeOffer("torus", { dates, windowDays: 195, nowMs });
    expect(offer("2025-07-02", "2025-08-01")).to.include({
      status: "pass",
      detail: "Has 2 batches, the newest of 2025-08-01",
    });
    expect(offer("2025-07-02").status).to.equal("warn");
    expect(offer().fix).to.include("source.url");
  });

  it("of a source that cannot be asked, by the reason", () => {
    const denied = judgeRefusal("torus", new NeuronError("SOURCE_DENIED", "No permission"));
    expect(denied).to.include({ status: "fail", detail: "No permission (SOURCE_DENIED)" });
    expect(denied.fix).to.include("RISK_SCORING_S3_ACCESS_KEY_ID");
    expect(judgeRefusal("torus", new NeuronError("USAGE_INVALID", "No list")).status).to.equal("warn");
    expect(judgeRefusal("torus", new TypeError("Oh")).fix).to.include("source.url");
  });

  it("of a network's data", () => {
    expect(judgeData({}).map(({ status }) => status)).to.deep.equal(["pass", "pass", "pass", "pass"]);
    expect(judgeData({ publications: [], models: [] }).map(({ status }) => status)).to.deep.equal([
      "pass",
      "pass",
      "fail",
      "fail",
    ]);
    const empty = { batchDates: [], labels: { samples: 0, positive: 0 } };
    expect(judgeData({ data: empty })[0]?.status).to.equal("fail");
    const oneSided = { batchDates: ["2025-08-01"], labels: { samples: 100, positive: 100 } };
    expect(judgeData({ data: oneSided })[1]?.status).to.equal("warn");
    const damagedModels = [{ type: "alert_scorer", reason: "m.txt is missing" }];
    expect(judgeData({ damagedModels })[2]).to.deep.include({ status: "fail" });
    const old = { batchDates: ["2025-07-01"], labels: { samples: 100, positive: 50 } };
    expect(judgeData({ data: old })[0]?.status).to.equal("warn");
  });
});

function judgeData(overrides: Partial<NetworkInspection>) {
  const [network] = createFacts().networks;
  if (network === undefined) throw new Error("The facts lack a network");
  const data = { batchDates: ["2025-07-31", "2025-08-01"], labels: { samples: 100, positive: 50 } };
  return judgeNetwork(
    { ...network, data, damagedModels: [], ...overrides },
    { nowMs: factsAtMs, minimumPerClass: 20 },
  );
}
