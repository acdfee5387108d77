import { expect } from "chai";
import fc from "fast-check";
import { verifyAnswer } from "../../../src/dendrite/verify-answer.ts";
import { alice, answerSignature, bob, charlie } from "../../support/dendrite.ts";

const body = Buffer.from('{"score":1}');
const signedAtMs = 1_754_000_000_000;

describe(verifyAnswer.name, () => {
  it("finds the signature of the asked neuron valid, and tells when it signed", () => {
    const answer = createAnswer();
    const valid = { outcome: "valid", hotkey: bob.address, signedAtMs };
    expect(verifyAnswer(answer, bob.address)).to.deep.equal(valid);
    expect(verifyAnswer(answer, undefined)).to.deep.equal(valid);
  });

  it("tells an answer without a signature from a bad one", () => {
    expect(verifyAnswer({ headers: {}, body }, bob.address)).to.deep.equal({ outcome: "unsigned" });
  });

  it("refuses another neuron's good signature", () => {
    const answer = { headers: lowerCase(answerSignature(body, charlie)), body };
    expect(verifyAnswer(answer, bob.address)).to.deep.equal({
      outcome: "wrong_hotkey",
      hotkey: charlie.address,
    });
  });

  const forgeries = {
    "another body": { body: Buffer.from('{"score":2}') },
    "no body": { body: Buffer.alloc(0) },
    "another time": { headers: { "x-neuron-signed-at": String(signedAtMs + 1) } },
    "the name of another hotkey over the signature of one": { headers: { "x-neuron-hotkey": alice.address } },
    "text for a hotkey": { headers: { "x-neuron-hotkey": "bob" } },
    "an empty signature": { headers: { "x-neuron-signature": "" } },
    "a signature without 0x": { headers: { "x-neuron-signature": "ab".repeat(64) } },
    "zeros for a signature": { headers: { "x-neuron-signature": `0x${"00".repeat(64)}` } },
    "no signature beside the other headers": { headers: { "x-neuron-signature": undefined } },
  };
  for (const [what, { headers = {}, ...rest }] of Object.entries<{ headers?: object; body?: Buffer }>(
    forgeries,
  )) {
    it(`refuses ${what}`, () => {
      const { headers: signed, body } = createAnswer();
      const answer = { headers: { ...signed, ...headers }, body, ...rest };
      expect(verifyAnswer(answer, undefined)).to.deep.equal({ outcome: "invalid" });
    });
  }

  it("refuses a signature over a request's kind of message", () => {
    const signature = `0x${Buffer.from(bob.sign(body)).toString("hex")}`;
    const headers = { ...createAnswer().headers, "x-neuron-signature": signature };
    expect(verifyAnswer({ headers, body }, bob.address)).to.deep.equal({ outcome: "invalid" });
  });

  it("never accepts a signature with a digit changed", () => {
    const { headers, body } = createAnswer();
    const { "x-neuron-signature": signature = "" } = headers;
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 129 }), fc.integer({ min: 1, max: 15 }), (place, shift) => {
        const digit = (Number.parseInt(signature.charAt(place), 16) + shift) % 16;
        const forged = signature.slice(0, place) + digit.toString(16) + signature.slice(place + 1);
        const answer = { headers: { ...headers, "x-neuron-signature": forged }, body };
        expect(verifyAnswer(answer, bob.address)).to.deep.equal({ outcome: "invalid" });
      }),
    );
  });
});

function createAnswer() {
  return { headers: lowerCase(answerSignature(body, bob, signedAtMs)), body };
}

function lowerCase(headers: Record<string, string>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
