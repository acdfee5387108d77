import { expect } from "chai";
import { answerMessage, readAnswerClaim } from "../../../../src/protocol/answer/answer-signature.ts";

const complete = {
  "x-neuron-hotkey": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
  "x-neuron-signed-at": "1754000000000",
  "x-neuron-signature": "0xab",
};

describe(answerMessage.name, () => {
  it("is four lines without a line break at the end", () => {
    const message = answerMessage({ hotkey: "5Grw", signedAtMs: 1754000000000, bodySha256: "ba78" });
    expect(message).to.equal("neuron-answer/1\n5Grw\n1754000000000\nba78");
  });

  it("differs with each part", () => {
    const part = { hotkey: "5Grw", signedAtMs: 1, bodySha256: "ba78" };
    const messages = [{}, { hotkey: "5FHn" }, { signedAtMs: 2 }, { bodySha256: "ba79" }].map((other) =>
      answerMessage({ ...part, ...other }),
    );
    expect(new Set(messages)).to.have.lengthOf(4);
  });
});

describe(readAnswerClaim.name, () => {
  it("returns what the headers claim", () => {
    expect(readAnswerClaim(complete)).to.deep.equal({
      hotkey: complete["x-neuron-hotkey"],
      signedAtMs: 1754000000000,
      signature: "0xab",
    });
  });

  it("takes an answer without the headers for unsigned", () => {
    expect(readAnswerClaim({ "content-type": "application/json" })).to.equal("unsigned");
  });

  for (const name of Object.keys(complete)) {
    it(`finds an answer malformed that has the headers but ${name}, or has it twice`, () => {
      expect(readAnswerClaim({ ...complete, [name]: undefined })).to.equal("malformed");
      expect(readAnswerClaim({ ...complete, [name]: ["1", "2"] })).to.equal("malformed");
    });
  }

  for (const signedAt of ["", "-1", "1.5", "1e3", "0x10", " 1", "01", "12345678901234567", "now"]) {
    it(`finds a time malformed that is written ${JSON.stringify(signedAt)}`, () => {
      expect(readAnswerClaim({ ...complete, "x-neuron-signed-at": signedAt })).to.equal("malformed");
    });
  }
});
