import { expect } from "chai";
import { withinTime } from "../../../../src/chain/connection/time-limit.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { countHeld } from "../../../support/signals.ts";

describe(withinTime.name, () => {
  it("leaves nothing of a call with the signal of its connection, which lives for months", async () => {
    const { signal } = new AbortController();
    const limit = { clock: new FakeClock(0), limitMs: 1_000, what: "The answer", signal };
    expect(await withinTime(Promise.resolve(7), limit)).to.equal(7);
    expect(countHeld(signal)).to.equal(0);
  });

  it("stops waiting when the connection ends", async () => {
    const connection = new AbortController();
    const limit = { clock: new FakeClock(0), limitMs: 1_000, what: "The answer", signal: connection.signal };
    const answer = withinTime(new Promise<never>(() => undefined), limit).catch(
      (error: unknown) => (error as Error).name,
    );
    connection.abort();
    expect(await answer).to.equal("AbortError");
  });
});
