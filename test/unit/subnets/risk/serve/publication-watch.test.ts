import { expect } from "chai";
import { NeuronError } from "../../../../../src/lib/errors.ts";
import type { Publication } from "../../../../../src/subnets/risk/publication.ts";
import { PublicationWatch } from "../../../../../src/subnets/risk/serve/publication-watch.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { recordingLogger } from "../../../../support/log.ts";

const pollMs = 2_000;

describe(PublicationWatch.name, () => {
  it("warms the newest publication once, and the next one when it appears", async () => {
    const { watch, world, clock } = createWatch();
    world.newest = [createPublication("one")];
    await watch.start(new AbortController().signal);
    await clock.tick(2 * pollMs);
    expect(world.warmed).to.deep.equal(["one"]);
    world.newest = [createPublication("two")];
    await clock.tick(pollMs);
    expect(world.warmed).to.deep.equal(["one", "two"]);
    await watch.stop();
  });

  it("shows an own publication without waiting for the next poll", async () => {
    const { watch, world } = createWatch();
    await watch.start(new AbortController().signal);
    world.newest = [createPublication("own")];
    await watch.refresh();
    expect(world.warmed).to.deep.equal(["own"]);
    await watch.stop();
  });

  it("starts and goes on while the database is away, and says so once each way", async () => {
    const { watch, world, clock, logger } = createWatch();
    world.isAway = true;
    await watch.start(new AbortController().signal);
    await clock.tick(5 * pollMs);
    world.isAway = false;
    world.newest = [createPublication("back")];
    await clock.tick(2 * pollMs);
    expect(world.warmed).to.deep.equal(["back"]);
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn", "info", "info"]);
    await watch.stop();
  });

  it("tries again to warm what it could not", async () => {
    const { watch, world, clock } = createWatch();
    world.newest = [createPublication("one")];
    world.failuresToWarm = 1;
    await watch.start(new AbortController().signal);
    await clock.tick(0);
    await clock.tick(pollMs);
    expect(world.warmed).to.deep.equal(["one"]);
    await watch.stop();
  });

  it("polls no more once it is stopped or its signal fires", async () => {
    for (const end of ["stop", "abort"] as const) {
      const { watch, world, clock } = createWatch();
      const controller = new AbortController();
      await watch.start(controller.signal);
      if (end === "abort") controller.abort();
      await watch.stop();
      const { refreshes } = world;
      await clock.tick(5 * pollMs);
      expect(world.refreshes, end).to.equal(refreshes);
    }
  });
});

/** What the watch sees and does. */
class World {
  newest: readonly Publication[] = [];
  isAway = false;
  failuresToWarm = 0;
  refreshes = 0;
  readonly warmed: string[] = [];

  refresh(): Promise<void> {
    this.refreshes++;
    return this.isAway ? Promise.reject(new NeuronError("STORE_UNAVAILABLE", "away")) : Promise.resolve();
  }

  getNewest(): readonly Publication[] {
    return this.newest;
  }

  warm({ publicationId }: Publication): Promise<void> {
    if (this.failuresToWarm-- > 0) return Promise.reject(new NeuronError("STORE_UNAVAILABLE", "away"));
    this.warmed.push(publicationId);
    return Promise.resolve();
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }
}

function createWatch() {
  const world = new World();
  const clock = new FakeClock();
  const logger = recordingLogger();
  const watch = new PublicationWatch({ index: world, results: world, clock, logger }, { pollMs });
  return { watch, world, clock, logger };
}

function createPublication(publicationId: string): Publication {
  return {
    network: "torus",
    publicationId,
    processingDate: "2025-10-30",
    windowDays: 195,
    processedAt: new Date(0),
    counts: { scores: 0, rankings: 0, clusters: 0 },
    explanations: { alerts: 0, lack: "none" },
    versions: { scores: "", rankings: "", clusters: "" },
    latencyMs: { scores: 0, clusters: 0, total: 0 },
  };
}
