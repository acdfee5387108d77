import { expect } from "chai";
import { SignatureCheck } from "../../../../src/axon/auth/signature-check.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { keys } from "../../wallet/vectors.ts";

describe(SignatureCheck.name, () => {
  it("verifies nothing before it is started", () => {
    expect(() => new SignatureCheck().verify(unsigned))
      .to.throw(NeuronError)
      .with.property("code", "INTERNAL");
  });

  it("refuses what nobody signed once it is started", async () => {
    const signatures = new SignatureCheck();
    await signatures.start();
    expect(signatures.verify(unsigned)).to.equal(false);
  });
});

const unsigned = { address: keys.alice.address, message: "text", signature: `0x${"00".repeat(64)}` };
