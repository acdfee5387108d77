import { expect } from "chai";
import { assertSignable, type ExtensionFacts } from "../../../../src/chain/connection/signed-extensions.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";

describe(assertSignable.name, () => {
  it("takes the extensions of specs 218 and 425", () => {
    assertSignable([checkNonce, tip("ChargeTransactionPayment"), empty("SubtensorSignedExtension")], 218);
    assertSignable([checkNonce, tip("ChargeTransactionPaymentWrapper"), empty("DrandPriority")], 425);
  });

  it("takes an unknown one that puts nothing anywhere", () => {
    assertSignable([empty("SomethingNew")], 999);
  });

  it("refuses an unknown one with content, in the extrinsic or in what is signed", () => {
    for (const extension of [tip("SomethingNew"), { ...empty("SomethingNew"), payloadBytes: 32 }]) {
      expect(refusal([checkNonce, extension])).to.equal("CHAIN_UNSUPPORTED");
    }
  });

  it("refuses one that was empty once and has content now", () => {
    expect(refusal([{ ...empty("DrandPriority"), payloadBytes: 8 }])).to.equal("CHAIN_UNSUPPORTED");
  });
});

const checkNonce: ExtensionFacts = { name: "CheckNonce", extrinsicBytes: 1, payloadBytes: 0 };

function empty(name: string): ExtensionFacts {
  return { name, extrinsicBytes: 0, payloadBytes: 0 };
}

function tip(name: string): ExtensionFacts {
  return { name, extrinsicBytes: 1, payloadBytes: 0 };
}

function refusal(extensions: readonly ExtensionFacts[]): string | undefined {
  try {
    assertSignable(extensions, 999);
    return undefined;
  } catch (error) {
    if (error instanceof NeuronError) return error.code;
    throw error;
  }
}
