import { expect } from "chai";
import { Gate } from "../../../../../src/devnet/chain/rpc/gate.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

describe(Gate.name, () => {
  it("holds a message back for as long as it is shut", async () => {
    const { clock, gate, passed, arrive } = createGate();
    gate.shut();
    arrive("early");
    await clock.tick(1_000);
    expect([gate.isShut, passed]).to.deep.equal([true, []]);
    gate.open();
    await clock.tick(0);
    expect([gate.isShut, passed]).to.deep.equal([false, ["early"]]);
  });

  it("delays each message from its arrival, not from its turn", async () => {
    const { clock, gate, passed, arrive } = createGate();
    gate.slowDown(100);
    arrive("first");
    await clock.tick(50);
    arrive("second");
    await clock.tick(50);
    expect(passed).to.deep.equal(["first"]);
    await clock.tick(50);
    expect(passed).to.deep.equal(["first", "second"]);
  });
});

function createGate() {
  const clock = new FakeClock();
  const gate = new Gate(clock);
  const passed: string[] = [];
  const { signal } = new AbortController();
  const arrive = (name: string) => {
    void gate
      .arrive(signal)()
      .then(() => passed.push(name));
  };
  return { clock, gate, passed, arrive };
}
