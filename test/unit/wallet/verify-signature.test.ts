import { expect } from "chai";
import fc from "fast-check";
import { signerFromUri } from "../../../src/wallet/secret-uri.ts";
import { verifySignature } from "../../../src/wallet/verify-signature.ts";
import { bytesOf, keys, signatures } from "./vectors.ts";

const { withBodyHash, emptyHashFields, bytesWrapped, axonSide, ed25519 } = signatures;

describe(verifySignature.name, () => {
  it("accepts the signatures of the Python SDK, by address and by public key", () => {
    for (const { message, signature, address, publicKey } of [withBodyHash, emptyHashFields, axonSide]) {
      expect(verifySignature({ address, message, signature })).to.be.true;
      expect(verifySignature({ publicKey: bytesOf(publicKey), message, signature: bytesOf(signature) })).to.be
        .true;
    }
  });

  it("accepts a signature over the message wrapped in <Bytes>, for the message and for the wrapped one", () => {
    const { address, signature, message } = bytesWrapped;
    expect(message).to.match(/^<Bytes>/);
    expect(verifySignature({ address, signature, message })).to.be.true;
    expect(verifySignature({ address, signature, message: message.slice(7, -8) })).to.be.true;
  });

  it("accepts ed25519 where it is named, and only there", () => {
    const { address, message, signature } = ed25519;
    expect(verifySignature({ address, message, signature, cryptoType: "ed25519" })).to.be.true;
    expect(verifySignature({ address, message, signature })).to.be.false;
    expect(verifySignature({ address, message: `${message}!`, signature, cryptoType: "ed25519" })).to.be
      .false;
  });

  it("refuses another receiver, another nonce and another signer", () => {
    const { message, signature, address } = withBodyHash;
    const charlie = signerFromUri("//Charlie").address;
    expect(verifySignature({ address: charlie, message, signature })).to.be.false;
    const receiver = message.replace("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty", charlie);
    const nonce = message.replace("1760000000123456789", "1760000000123456790");
    for (const changed of [receiver, nonce]) {
      expect(changed).not.to.equal(message);
      expect(verifySignature({ address, message: changed, signature })).to.be.false;
    }
  });

  it("refuses a signature as text without 0x, cut short, or too long", () => {
    const { message, signature, address } = withBodyHash;
    for (const malformed of [
      signature.slice(2),
      signature.slice(0, -2),
      `${signature}00`,
      `${signature} `,
      "",
    ]) {
      expect(verifySignature({ address, message, signature: malformed })).to.be.false;
    }
  });

  it("refuses the signature with any one bit changed", () => {
    const { message, signature, address } = withBodyHash;
    fc.assert(
      fc.property(fc.nat(63), fc.nat(7), (index, bit) => {
        const changed = bytesOf(signature);
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        expect(verifySignature({ address, message, signature: changed })).to.be.false;
      }),
    );
  });

  it("answers false to garbage of any length and form, and still knows a good signature afterwards", () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constant(keys.alice.address));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ minLength: 64, maxLength: 64 }));
    const publicKey = fc.oneof(bytes, fc.uint8Array({ minLength: 32, maxLength: 32 }));
    const rest = {
      message: fc.oneof(text, bytes),
      signature: fc.oneof(text, bytes),
      cryptoType: fc.constantFrom("sr25519" as const, "ed25519" as const),
    };
    fc.assert(
      fc.property(
        fc.oneof(fc.record({ address: text, ...rest }), fc.record({ publicKey, ...rest })),
        (signed) => {
          expect(verifySignature(signed)).to.be.false;
        },
      ),
      { numRuns: 1_000 },
    );
    const { address, message, signature } = withBodyHash;
    expect(verifySignature({ address, message, signature })).to.be.true;
  });

  it("accepts what any key signs, whatever the message", () => {
    const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(seed, fc.uint8Array({ maxLength: 300 }), (bytes, message) => {
        const signer = signerFromUri(`0x${Buffer.from(bytes).toString("hex")}`);
        const { publicKey } = signer;
        expect(verifySignature({ publicKey, message, signature: signer.sign(message) })).to.be.true;
      }),
    );
  });
});
