import { expect } from "chai";
import { ControlServer } from "../../../src/control/server/control-server.ts";
import { createChainFacts } from "../../support/facts.ts";
import { ask, type RawRequestOptions } from "../../support/http.ts";
import { startControl, type TestControl } from "../../support/control.ts";

describe(ControlServer.name, () => {
  let control: TestControl;

  beforeEach(async () => (control = await startControl()));

  afterEach(() => control.stop());

  it("tells monitors of this machine how the neuron does, without the token", async () => {
    expect(await statusAndBody("/health")).to.deep.include({ status: 200 });
    expect(await statusAndBody("/ready")).to.deep.equal({ status: 200, body: { ready: true } });
    expect((await ask(control.url, "/metrics")).text).to.equal("neuron_registered 1\n");
  });

  it("answers 503 and names the failing part when it does not do its work", async () => {
    control.facts = createChainFacts({ registration: "absent" });
    const { status, body } = await statusAndBody("/health");
    expect(status).to.equal(503);
    expect(body).to.have.deep.nested.property("parts[1].name", "registration");
  });

  it("shows and changes nothing without the token, not even what there is", async () => {
    const asked = [
      ["GET", "/status"],
      ["GET", "/jobs"],
      ["POST", "/jobs/run"],
      ["GET", "/bans"],
      ["GET", "/config"],
      ["GET", "/logs"],
      ["PUT", "/log-level"],
      ["GET", "/networks/torus/score-distribution"],
      ["GET", "/nothing-here"],
    ] as const;
    for (const [method, path] of asked) {
      expect((await ask(control.url, path, { method })).status, `${method} ${path}`).to.equal(401);
    }
    expect(control.started).to.deep.equal([]);
  });

  it("shows the whole status with the token", async () => {
    const { status, body } = await withToken("/status");
    expect(status).to.equal(200);
    expect(body).to.have.nested.property("facts.chain.uid", 7);
    expect(body).to.have.nested.property("health.status", "healthy");
  });

  it("runs, lists and cancels jobs", async () => {
    expect(await withToken("/jobs/run", { method: "POST" }, { job: "ingest", scope: "torus" })).to.include({
      status: 202,
    });
    expect(control.started).to.deep.equal([{ job: "ingest", scope: "torus" }]);
    expect((await withToken("/jobs/history?limit=3")).body)
      .to.have.property("runs")
      .with.lengthOf(3);
    for (const limit of ["0", "501", "many"])
      expect((await withToken(`/jobs/history?limit=${limit}`)).status, limit).to.equal(400);
    expect((await withToken("/jobs/runs/run-1", { method: "DELETE" })).status).to.equal(200);
    expect((await withToken("/jobs/runs/run-2", { method: "DELETE" })).status).to.equal(404);
  });

  it("bans and lifts bans", async () => {
    const subject = "203.0.113.9";
    expect((await withToken("/bans", { method: "POST" }, { subject })).status).to.equal(201);
    expect((await withToken("/bans")).body).to.have.nested.property("bans[0].name", subject);
    expect((await withToken(`/bans/${subject}`, { method: "DELETE" })).body).to.have.property("lifted", true);
    expect((await withToken("/bans", { method: "POST" }, { subject: "nobody" })).status).to.equal(400);
  });

  it("changes the level of the log, to levels that there are", async () => {
    expect((await withToken("/log-level", { method: "PUT" }, { level: "debug" })).status).to.equal(200);
    expect((await withToken("/log-level")).body).to.deep.equal({ level: "debug" });
    expect((await withToken("/log-level", { method: "PUT" }, { level: "loud" })).status).to.equal(400);
  });

  it("refuses bodies that are no JSON, and methods that a path does not take", async () => {
    expect((await withToken("/jobs/run", { method: "POST" }, undefined, "{")).status).to.equal(400);
    expect(
      (await ask(control.url, "/status", { method: "PUT", headers: authorized() })).headers.allow,
    ).to.equal("GET");
    expect((await withToken("/nothing-here")).status).to.equal(404);
  });

  it("takes a free port when its own is taken, and says so", async () => {
    const second = await startControl({ port: Number(new URL(control.url).port) });
    expect(second.url).to.not.equal(control.url);
    expect((await ask(second.url, "/ready")).status).to.equal(200);
    expect(second.log.lines.map(({ level }) => level)).to.include("warn");
    await second.stop();
  });

  it("never logs the token", () => {
    expect(JSON.stringify(control.log.lines)).to.not.include(control.token);
  });

  function authorized() {
    return { authorization: `Bearer ${control.token}` };
  }

  async function statusAndBody(path: string, options: RawRequestOptions = {}) {
    const { status, text } = await ask(control.url, path, options);
    return { status, body: JSON.parse(text) as unknown };
  }

  async function withToken(path: string, { method = "GET" } = {}, content?: unknown, raw?: string) {
    const body = raw ?? (content === undefined ? undefined : JSON.stringify(content));
    const response = await fetch(`${control.url}${path}`, {
      method,
      headers: authorized(),
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, body: await response.json() };
  }
});
