import { expect } from "chai";
import { AxonKeeper } from "../../../../src/chain/axon/axon-keeper.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { recordingLogger } from "../../../support/log.ts";

const times = { checkMs: 600_000, retryMs: 30_000 };
const never = new AbortController().signal;

describe(AxonKeeper.name, () => {
  it("announces at the start, and compares again from time to time", async () => {
    const { keeper, clock, calls } = createKeeper();
    await keeper.start(never);
    await clock.tick(0);
    expect([calls(), keeper.state().status]).to.deep.equal([1, "announced"]);
    await clock.tick(times.checkMs);
    expect(calls()).to.equal(2);
    await keeper.stop();
  });

  it("tries again after a failure, and logs the same one once", async () => {
    let works = false;
    const { keeper, clock, calls, logger } = createKeeper(() => {
      if (!works) throw new NeuronError("CHAIN_UNAVAILABLE", "no chain");
    });
    await keeper.start(never);
    await clock.tick(0);
    await clock.tick(times.retryMs);
    expect([calls(), keeper.state().status]).to.deep.equal([2, "failed"]);
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn", "debug"]);
    works = true;
    await clock.tick(times.retryMs);
    expect(keeper.state().status).to.equal("announced");
    await keeper.stop();
  });

  it("compares at once when asked to, as after a new registration", async () => {
    const { keeper, clock, calls } = createKeeper();
    await keeper.start(never);
    await clock.tick(0);
    keeper.check();
    await clock.tick(0);
    expect(calls()).to.equal(2);
    await keeper.stop();
  });

  it("stops while it waits, and twice", async () => {
    const { keeper, clock } = createKeeper();
    await keeper.start(never);
    await clock.tick(0);
    await keeper.stop();
    await keeper.stop();
    expect(clock.sleeping).to.equal(0);
  });
});

function createKeeper(work: () => void = () => undefined) {
  const clock = new FakeClock();
  const logger = recordingLogger();
  let calls = 0;
  const announce = () => {
    calls++;
    return Promise.resolve().then(() => {
      work();
      return "kept" as const;
    });
  };
  return { keeper: new AxonKeeper({ announce, clock, logger }, times), clock, logger, calls: () => calls };
}
