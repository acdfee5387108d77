import { expect } from "chai";
import fc from "fast-check";
import {
  parseState,
  renderState,
  type ValidatorState,
} from "../../../../../src/subnets/risk/validation/state-file.ts";
import { alice, bob } from "../../../../support/dendrite.ts";

describe(parseState.name, () => {
  it("reads what was written, averages to the last bit", () => {
    const average = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.nat(), average, average, (rounds, one, other) => {
        const state = createState({
          rounds,
          averages: new Map([
            [alice.address, one],
            [bob.address, other],
          ]),
        });
        expect(parseState(renderState(state))).to.deep.equal(state);
      }),
    );
  });

  it("keeps a version key beyond what JSON numbers hold", () => {
    const pending = {
      request: { netuid: 1, weights: { uids: [1], values: [65_535] }, versionKey: 2n ** 60n + 1n },
      salt: [1, 2],
      firstBlock: 5,
      lastBlock: 9,
    };
    expect(parseState(renderState(createState({ pending })))?.pending).to.deep.equal(pending);
  });

  it("knows what is no state", () => {
    const text = renderState(createState({ averages: new Map([[alice.address, 0.5]]) }));
    for (const broken of [
      "",
      text.slice(0, -5),
      text.replace('"format":1', '"format":2'),
      text.replace("0.5", "-0.5"),
      text.replace("0.5", "null"),
      text.replace(alice.address, "alice"),
    ]) {
      expect(parseState(broken), broken).to.equal(undefined);
    }
  });
});

function createState(overrides: Partial<ValidatorState>): ValidatorState {
  return { rounds: 3, averages: new Map(), pending: undefined, ...overrides };
}
