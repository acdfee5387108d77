import { expect } from "chai";
import { getTasks } from "node-cron";
import { createNextTraining } from "../../../neurons/next-training.ts";
import { resolveConfig } from "../../../src/config/resolve.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const { settings } = resolveConfig([]);
/** A Friday; models are trained on Sundays at 03:00. */
const friday = Date.UTC(2025, 7, 1);
const sunday = Date.UTC(2025, 7, 3, 3);
const week = 7 * 24 * 60 * 60 * 1_000;

describe(createNextTraining.name, () => {
  it("tells the next time, and the one after when that has come", async () => {
    const clock = new FakeClock(friday);
    const nextTraining = createNextTraining(settings, clock);
    expect(await nextTraining("torus")).to.equal(sunday);
    clock.setBy(sunday - friday);
    expect(await nextTraining("torus")).to.equal(sunday + week);
  });

  it("keeps nothing of a question, however often it is asked", async () => {
    const nextTraining = createNextTraining(settings, new FakeClock(friday));
    await nextTraining("torus");
    const kept = getTasks().size;
    for (let time = 0; time < 100; time += 1) await nextTraining("torus");
    expect(getTasks().size).to.equal(kept);
  });

  it("tells nothing where jobs are not run by themselves", async () => {
    const jobs = { ...settings.jobs, enabled: false };
    const nextTraining = createNextTraining({ ...settings, jobs }, new FakeClock(friday));
    expect(await nextTraining("torus")).to.equal(undefined);
  });
});
