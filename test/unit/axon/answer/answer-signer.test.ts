import { createHash } from "node:crypto";
import { expect } from "chai";
import { AnswerSigner } from "../../../../src/axon/answer/answer-signer.ts";
import { verifyAnswer } from "../../../../src/dendrite/verify-answer.ts";
import { signerFromUri } from "../../../../src/wallet/secret-uri.ts";

const body = Buffer.from('{"scores":[]}');
const sha256 = createHash("sha256").update(body).digest("hex");

describe(AnswerSigner.name, () => {
  it("signs what a dendrite verifies, and nothing else", () => {
    const { signer, hotkey } = createSigner();
    const headers = lowerCase(signer.sign(sha256));
    expect(verifyAnswer({ headers, body }, hotkey)).to.deep.equal({
      outcome: "valid",
      hotkey,
      signedAtMs: 7,
    });
    expect(verifyAnswer({ headers, body: Buffer.from("{}") }, hotkey).outcome).to.equal("invalid");
    const later = { ...headers, "x-neuron-signed-at": "8" };
    expect(verifyAnswer({ headers: later, body }, hotkey).outcome).to.equal("invalid");
  });

  it("signs a document once, however often it goes out", () => {
    const { signer } = createSigner();
    const document = { sha256 };
    expect(signer.signOnce(document)).to.equal(signer.signOnce(document));
    expect(signer.signOnce({ sha256 })).to.not.equal(signer.signOnce(document));
  });
});

function createSigner() {
  const miner = signerFromUri("//Miner");
  return { signer: new AnswerSigner({ signer: miner, clock: { now: () => 7 } }), hotkey: miner.address };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
