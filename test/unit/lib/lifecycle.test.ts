import { expect } from "chai";
import { Lifecycle, type Startable } from "../../../src/lib/lifecycle.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { recordingLogger } from "../../support/log.ts";

describe(Lifecycle.name, () => {
  it("starts in order and stops in reverse", async () => {
    const events: string[] = [];
    const lifecycle = createLifecycle([part("store", events), part("axon", events)]);
    await lifecycle.start(new AbortController().signal);
    await lifecycle.stop();
    expect(events).to.deep.equal(["start store", "start axon", "stop axon", "stop store"]);
  });

  it("lets a part be at work before the next one starts", async () => {
    const events: string[] = [];
    const axon = {
      ...part("axon", events),
      start: () => {
        setImmediate(() => events.push("answered"));
        return Promise.resolve();
      },
    };
    const lifecycle = createLifecycle([axon, part("jobs", events)]);
    await lifecycle.start(new AbortController().signal);
    expect(events).to.deep.equal(["answered", "start jobs"]);
  });

  it("stops what had started when a later start fails, and throws its error", async () => {
    const events: string[] = [];
    const failing = { ...part("axon", events), start: () => Promise.reject(new Error("port in use")) };
    const lifecycle = createLifecycle([part("store", events), failing, part("jobs", events)]);
    const error: unknown = await lifecycle
      .start(new AbortController().signal)
      .catch((reason: unknown) => reason);
    expect(error).to.be.an("error").with.property("message", "port in use");
    expect(events).to.deep.equal(["start store", "stop store"]);
  });

  it("stops the others when one fails to stop", async () => {
    const events: string[] = [];
    const failing = { ...part("axon", events), stop: () => Promise.reject(new Error("stuck")) };
    const lifecycle = createLifecycle([part("store", events), failing]);
    await lifecycle.start(new AbortController().signal);
    await lifecycle.stop();
    expect(events).to.include("stop store");
  });

  it("stops only once", async () => {
    const events: string[] = [];
    const lifecycle = createLifecycle([part("store", events)]);
    await lifecycle.start(new AbortController().signal);
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    expect(events).to.deep.equal(["start store", "stop store"]);
  });

  it("leaves behind what does not stop in time, says so, and stops the others", async () => {
    const events: string[] = [];
    const clock = new FakeClock();
    const logger = recordingLogger();
    const stuck: Startable = { ...part("jobs", events), stop: () => new Promise(() => undefined) };
    const lifecycle = new Lifecycle([part("axon", events), stuck], logger, { clock, limitMs: 8_000 });
    await lifecycle.start(new AbortController().signal);
    const stopping = lifecycle.stop();
    await clock.tick(7_999);
    expect(events).not.to.include("stop axon");
    await clock.tick(1);
    await stopping;
    expect(events).to.include("stop axon");
    expect(logger.lines.map(({ level, fields }) => [level, fields["part"]])).to.deep.equal([
      ["error", "jobs"],
    ]);
    expect(clock.sleeping).to.equal(0);
  });

  it("starts nothing once it was told to stop", async () => {
    const events: string[] = [];
    const error: unknown = await createLifecycle([part("store", events)])
      .start(AbortSignal.abort())
      .catch((reason: unknown) => reason);
    expect(error).to.have.property("name", "AbortError");
    expect(events).to.be.empty;
  });
});

function part(name: string, events: string[]): Startable {
  const note = (event: string) => () => {
    events.push(`${event} ${name}`);
    return Promise.resolve();
  };
  return { name, start: note("start"), stop: note("stop") };
}

function createLifecycle(parts: readonly Startable[]): Lifecycle {
  return new Lifecycle(parts, silentLogger());
}
