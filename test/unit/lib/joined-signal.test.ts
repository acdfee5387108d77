import { expect } from "chai";
import { joinSignals, underSignals } from "../../../src/lib/joined-signal.ts";
import { countHeld } from "../../support/signals.ts";

describe(joinSignals.name, () => {
  it("fires with the first of its signals, with its reason", () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const { signal } = joinSignals(first.signal, second.signal);
    expect(signal.aborted).to.equal(false);
    second.abort("enough");
    first.abort("late");
    expect(signal.reason).to.equal("enough");
  });

  it("has fired when one of them has", () => {
    expect(joinSignals(AbortSignal.abort("before")).signal.reason).to.equal("before");
  });

  it("leaves nothing with them once it is released", () => {
    const { signal } = new AbortController();
    const joined = joinSignals(signal);
    expect(countHeld(signal)).to.equal(1);
    joined.release();
    expect(countHeld(signal)).to.equal(0);
  });
});

describe(underSignals.name, () => {
  it("lets go of its signals however the work ends", async () => {
    const { signal } = new AbortController();
    expect(await underSignals([signal], () => Promise.resolve(7))).to.equal(7);
    const failure = await underSignals([signal], () => Promise.reject(new Error("no"))).catch(String);
    expect(failure).to.equal("Error: no");
    expect(countHeld(signal)).to.equal(0);
  });
});
