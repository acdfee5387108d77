import { expect } from "chai";
import {
  describePlan,
  planRegistration,
  type RegistrationFacts,
  type RegistrationRequest,
} from "../../../../src/chain/registration/plan.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";

const tao = 1_000_000_000n;

describe(planRegistration.name, () => {
  it("does nothing for a hotkey that is registered, whatever the price", () => {
    const plan = planRegistration(facts({ uid: 7, balanceRao: 0n }), request());
    expect(plan).to.deep.equal({ action: "none", uid: 7 });
  });

  it("binds the price with the call that can, a tenth above what was shown", () => {
    const plan = planRegistration(facts(), request());
    expect(plan).to.deep.include({ call: "registerLimit", priceRao: 2n * tao, limitRao: (22n * tao) / 10n });
  });

  it("binds it to the maximum where one is given", () => {
    const plan = planRegistration(facts(), request({ maxBurnRao: 5n * tao }));
    expect(plan).to.deep.include({ limitRao: 5n * tao });
  });

  it("uses the older call on runtimes without the other, and says what that means", () => {
    const plan = planRegistration(facts({ hasPriceLimit: false }), request());
    expect(plan).to.deep.include({ call: "burnedRegister" });
    expect(describePlan(plan, request()).join("\n")).to.include("cannot limit it");
  });

  it("takes a price that is exactly the maximum, and no higher one", () => {
    planRegistration(facts(), request({ maxBurnRao: 2n * tao }));
    expect(refusal(facts(), { maxBurnRao: 2n * tao - 1n }).code).to.equal("PRICE_TOO_HIGH");
  });

  it("wants the price, the deposit and the fee on the coldkey", () => {
    const needed = 2n * tao + 500n + 1_000_000n;
    planRegistration(facts({ balanceRao: needed }), request());
    expect(refusal(facts({ balanceRao: needed - 1n })).code).to.equal("FUNDS_INSUFFICIENT");
  });

  it("names what the chain would refuse, before anything is paid", () => {
    expect(refusal(facts({ isOpen: false })).context["reason"]).to.equal("SubNetRegistrationDisabled");
    expect(refusal(facts({ owner: "another" })).context["reason"]).to.equal("NonAssociatedColdKey");
    expect(refusal(facts(), { netuid: 0 }).context["reason"]).to.equal(
      "RegistrationNotPermittedOnRootSubnet",
    );
  });

  it("shows price, balance and what is left", () => {
    const text = describePlan(planRegistration(facts(), request()), request()).join("\n");
    for (const part of ["2 TAO", "100 TAO on coldkey 5Cold", "about 98 TAO", "at most 2.2 TAO"]) {
      expect(text).to.include(part);
    }
  });
});

function refusal(given: RegistrationFacts, overrides: Partial<RegistrationRequest> = {}): NeuronError {
  try {
    planRegistration(given, request(overrides));
  } catch (error) {
    if (error instanceof NeuronError) return error;
    throw error;
  }
  return expect.fail("it was planned");
}

function request(overrides: Partial<RegistrationRequest> = {}): RegistrationRequest {
  return { netuid: 46, hotkey: "5Hot", coldkey: "5Cold", maxBurnRao: undefined, ...overrides };
}

function facts(overrides: Partial<RegistrationFacts> = {}): RegistrationFacts {
  return {
    block: 100,
    specVersion: 425,
    priceRao: 2n * tao,
    balanceRao: 100n * tao,
    existentialRao: 500n,
    uid: undefined,
    owner: undefined,
    isOpen: true,
    hasPriceLimit: true,
    ...overrides,
  };
}
